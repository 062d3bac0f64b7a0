"""The header names the engine in every width, the most important first and each word whole."""

from dataclasses import replace

import pytest

from screens.engine_title import engine_title
from screens.widgets.header_bar import HeaderBar
from tests.screens.widgets.hosts import Host, screen_lines
from workbench.domain.engines import Candidate, CandidateSource, EngineFacts
from workbench.domain.inventory import Connection

FACTS = EngineFacts(
    name="vm",
    product="Docker Engine",
    version="20.10.24+dfsg1",
    api_version="1.41",
    minimum_api_version="1.12",
    operating_system="Debian",
    architecture="x86_64",
    kernel="6.1",
    storage_driver="overlay2",
    image_store="classic",
    cgroup_version="2",
    cpu_count=2,
    memory_bytes=1,
    root_folder="/",
    containers_total=0,
    containers_running=0,
    images_total=0,
)
HOST = Candidate("unix:///var/run/docker.sock", CandidateSource.KNOWN_SOCKET, "Docker")
CONTEXT = Candidate("ssh://far", CandidateSource.OPTION_CONTEXT, "the-far-away-one")


async def header(
    width: int,
    facts: EngineFacts = FACTS,
    candidate: Candidate = HOST,
    connection: Connection = Connection.CONNECTED,
    *,
    read_only: bool = False,
) -> str:
    title = engine_title(facts, candidate, connection, read_only=read_only)
    bar = HeaderBar("logs")
    async with Host(bar).run_test(size=(width, 1)):
        bar.show_engine(title.full, title.words, title.needed, title.state)
        return screen_lines(bar.screen)[0].rstrip()


async def test_a_wide_header_says_all() -> None:
    assert (await header(160)).endswith("  vm · Docker Engine 20.10.24+dfsg1 · classic")


async def test_eighty_columns_name_the_engine_before_its_version() -> None:
    assert (await header(80)).endswith("7 System vm · 20.10.24")
    assert (await header(80, replace(FACTS, name="longer-vm"))).endswith("7 System     longer-vm")


async def test_the_names_of_other_screens_give_way_to_what_must_be_seen() -> None:
    said = await header(80, candidate=CONTEXT, read_only=True)
    assert said.startswith("1 2 3 4 5 6 Logs 7 ")
    assert said.endswith("READ-ONLY · the-far-away-one · 20.10.24 · classic")
    assert (await header(80, connection=Connection.LOST)).endswith("7 System     GONE · vm")
    embedded = replace(FACTS, name="embedded", is_embedded=True)
    assert (await header(80, embedded)).endswith("7 System      EMBEDDED")
    assert (await header(160, embedded)).endswith("  EMBEDDED · Docker Engine 20.10.24+dfsg1 · classic")


@pytest.mark.parametrize("width", range(30, 120, 7))
async def test_no_word_is_ever_cut(width: int) -> None:
    said = await header(width, candidate=CONTEXT, read_only=True)
    told = said.split("Logs", 1)[1].split("System")[-1].lstrip("7 ")
    whole = {"READ-ONLY", "the-far-away-one", "20.10.24", "Docker Engine 20.10.24+dfsg1", "classic"}
    assert set(told.split(" · ")) <= whole
