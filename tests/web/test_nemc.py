"""The national feed as the administrators see it, and the stand-in over the database's own board."""

from collections import deque
from datetime import timedelta
from pathlib import Path

import pytest
from apiflask import APIFlask

from chassis.clock import StillClock
from chassis.db import Database
from chassis.heartbeat import beat
from chassis.ids import CountedIds
from chassis.settings import Settings
from dispatch.bootstrap import build, feed_jobs
from dispatch.city.load import load_city
from dispatch.city.reading import read_pack
from dispatch.feeding import Kind, poll
from dispatch.tables.areas import RegionRow
from hospitals.feeds import FeedError, Trouble
from hospitals.feeds.fake import FakeFeed
from hospitals.feeds.nemc.standin import Standin
from hospitals.intake.posting import post_capacity
from hospitals.model import BedType
from tests.dispatch.town import Town, build_town
from web.nemc import board

PROVINCE = "세종특별자치시"


def test_readiness_shows_a_dead_feed_and_does_not_depend_on_it(app: APIFlask, town: Town) -> None:
    client = app.test_client()
    assert not [name for name in client.get("/readyz").json["checks"] if name.startswith("feed")]
    with town.system.db.write() as session:
        session.get_one(RegionRow, "sejong").nemc_areas = [[PROVINCE, None]]
    feed = FakeFeed(town.clock)
    poll(town.system, feed, "w")
    told = client.get("/readyz").json["checks"]["feed_nemc"]
    assert (told["ok"], told["success_age_s"]) == (True, 0.0)
    town.clock.advance(timedelta(hours=25))
    poll(town.system, FakeFeed(town.clock, failures=deque([FeedError(Trouble.QUOTA, "22 SPENT")])), "w")
    told = client.get("/readyz").json["checks"]["feed_nemc"]
    assert (told["ok"], told["error"], told["detail"], told["error_age_s"]) == (False, "quota", "22 SPENT", 0.0)
    assert told["stopped_until"]
    with town.system.db.write() as session:
        beat(session, "w", now=town.clock.now())
    ready = client.get("/readyz").json["checks"]
    assert {name for name, check in ready.items() if not check["ok"]} <= {"feed_nemc", "migrations"}


def test_without_a_key_nobody_is_asked(tmp_path: Path) -> None:
    plain = Settings(tmp_path, f"sqlite:///{tmp_path / 'a.sqlite'}", "x" * 40)
    keyed = Settings(tmp_path, plain.database_url, "x" * 40, nemc_service_key="k")
    assert feed_jobs(build(plain)) == ()
    assert [job.name for job in feed_jobs(build(keyed))] == ["nemc"]


@pytest.fixture
def city(database: Database, clock: StillClock, ids: CountedIds, tmp_path: Path) -> Town:
    """The town with the whole pack of Sejong loaded."""
    town = build_town(database, clock, ids, tmp_path)
    load_city(town.system, read_pack("sejong"))
    return town


def test_the_stand_in_tells_what_the_database_knows_and_the_pack_where_it_knows_nothing(city: Town) -> None:
    with city.system.db.read() as session:
        assert [PROVINCE, None] in session.get_one(RegionRow, "sejong").nemc_areas
    nurse = city.nurse("A1800441")
    post_capacity(city.system, nurse, "A1800441", beds={BedType.ER_GENERAL: (-7, 17)})
    shown = {one.id: one for one in board(city.system)}
    count = shown["A1800441"].count(BedType.ER_GENERAL)
    assert count is not None
    assert (count.available, count.reported_at) == (-7, city.clock.now())
    assert len(shown) == 15
    told = Standin(lambda: board(city.system), {"sejong": PROVINCE}, city.clock)
    body = told.answer("getEmrrmRltmUsefulSckbdInfoInqire", {"STAGE1": PROVINCE, "numOfRows": "10"})
    assert b"<hvec>-7</hvec>" in body
    assert body.count(b"<item>") == 2


def test_the_packs_of_other_countries_ask_no_korean_feed() -> None:
    assert read_pack("coquimbo").area.nemc == ()
    assert {one.province for one in read_pack("sejong").area.nemc} == {PROVINCE, "대전광역시", "충청북도", "충청남도"}
    assert len(Kind) == 4
