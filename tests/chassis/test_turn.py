"""Credentials that a relay (coturn, `use-auth-secret`) makes again and compares."""

from datetime import UTC, datetime

from chassis.turn import ice_servers, turn_credentials

NOW = datetime(2026, 11, 26, 0, 0, tzinfo=UTC)


def test_a_credential_is_the_base64_of_the_sha1_of_expiry_and_name() -> None:
    """printf 1795651200:vid_1 | openssl dgst -sha1 -hmac north -binary | base64"""
    until = datetime.fromtimestamp(1_795_651_200, UTC)
    assert turn_credentials("north", "vid_1", until=until) == ("1795651200:vid_1", "hpUecncINCyW8za550/Sivu6wFE=")


def test_nobodys_servers_are_used_that_the_operator_has_not_named() -> None:
    assert ice_servers((), "", "vid_1", now=NOW) == []
    stun, turn = ice_servers(("turn:relay.example:3478", "stun:relay.example"), "north", "vid_1", now=NOW)
    assert stun == {"urls": ["stun:relay.example"]}
    assert (turn["urls"], turn["username"]) == (["turn:relay.example:3478"], f"{int(NOW.timestamp()) + 3600}:vid_1")
