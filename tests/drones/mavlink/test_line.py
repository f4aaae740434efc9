"""Lines: TCP, UDP either way, a serial port, on real sockets of this machine."""

import os
import pty
import socket

import pytest
from pymavlink.dialects.v20 import ardupilotmega as mav

from chassis.clock import StillClock
from drones.mavlink.channel import Channel
from drones.mavlink.conversation import Conversation
from drones.mavlink.frames import Frames
from drones.mavlink.line import open_line
from tests.drones.scene import NOW


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


def test_datagrams_to_a_port_where_nobody_listens_are_lost_and_nothing_breaks(port: int) -> None:
    line = open_line(f"udpout:127.0.0.1:{port}")
    line.send(b"one")
    line.send(b"two")
    assert line.receive(0.0) == b""
    line.close()


def test_a_stranger_takes_no_line(port: int) -> None:
    line = open_line(f"udpin:127.0.0.1:{port}")
    conversation = Conversation(Frames("word", started=NOW), 1)
    channel = Channel(conversation, StillClock(NOW))
    beat = mav.MAVLink_heartbeat_message(2, mav.MAV_AUTOPILOT_ARDUPILOTMEGA, 0, 0, 4, 3)
    with (
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as vehicle,
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stranger,
    ):
        vehicle.settimeout(5.0)
        vehicle.sendto(Frames("word", system=1, component=1, started=NOW).pack(beat), ("127.0.0.1", port))
        for said in (b"x", Frames(system=1, component=1).pack(beat), Frames("word", system=9, component=1).pack(beat)):
            stranger.sendto(said, ("127.0.0.1", port))
        for _ in range(3):
            channel.turn(line, 0.2)
        line.send(b"there")
        heard = [vehicle.recv(300)]
        while heard[-1] != b"there":
            heard.append(vehicle.recv(300))
        stranger.setblocking(False)
        with pytest.raises(BlockingIOError):
            stranger.recv(10)
    line.close()


def test_a_listening_end_answers_whoever_was_confirmed_last(port: int) -> None:
    line = open_line(f"udpin:127.0.0.1:{port}")
    line.send(b"to nobody")
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as vehicle:
        vehicle.settimeout(5.0)
        vehicle.sendto(b"here", ("127.0.0.1", port))
        assert line.receive(5.0) == b"here"
        line.confirm()
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
