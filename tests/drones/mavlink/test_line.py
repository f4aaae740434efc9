"""Lines: TCP, UDP either way, a serial port, on real sockets of this machine."""

import os
import pty
import socket

import pytest

from drones.mavlink.line import open_line


def test_a_stream_carries_both_ways_and_says_when_the_other_side_hangs_up() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        line = open_line(f"tcp:127.0.0.1:{server.getsockname()[1]}")
        other, _ = server.accept()
    line.send(b"up")
    assert other.recv(10) == b"up"
    other.sendall(b"down")
    assert line.receive(5.0) == b"down"
    assert line.receive(0.0) == b""
    other.close()
    with pytest.raises(ConnectionResetError):
        line.receive(5.0)
    line.close()


def test_nobody_there_is_an_error_to_try_again() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    with pytest.raises(OSError, match="refused"):
        open_line(f"tcp:127.0.0.1:{port}")


def test_datagrams_to_a_port_where_nobody_listens_are_lost_and_nothing_breaks() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    line = open_line(f"udpout:127.0.0.1:{port}")
    line.send(b"one")
    line.send(b"two")
    assert line.receive(0.0) == b""
    line.close()


def test_a_listening_end_answers_whoever_spoke_last() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    line = open_line(f"udpin:127.0.0.1:{port}")
    line.send(b"to nobody")
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as vehicle:
        vehicle.settimeout(5.0)
        vehicle.sendto(b"here", ("127.0.0.1", port))
        assert line.receive(5.0) == b"here"
        line.send(b"there")
        assert vehicle.recv(10) == b"there"
    line.close()


def test_a_serial_port_carries_raw_bytes() -> None:
    ours, theirs = pty.openpty()
    line = open_line(f"{os.ttyname(theirs)},57600")
    line.send(b"\xfd\n\r\x03")
    assert os.read(ours, 10) == b"\xfd\n\r\x03"
    os.write(ours, b"\r\n\x11\x13\xfd")
    assert line.receive(5.0) == b"\r\n\x11\x13\xfd"
    line.close()
    os.close(ours)
    os.close(theirs)
