# SPDX-License-Identifier: Apache-2.0
"""The network of block models with nothing to do, and with something."""

from __future__ import annotations

from models.network import Network


class Idle:
    """A block in which nothing ever happens."""

    now = 0

    def outputs(self) -> dict[str, int]:
        return {}

    def advance(self, tick: int) -> None:
        self.now = tick

    def next_event(self) -> int | None:
        return None


def test_a_network_in_which_nothing_happens_has_no_next_event() -> None:
    network = Network({"idle": Idle()})
    assert network.next_event() == 1, "every block is asked once"
    network.advance(1)
    assert network.next_event() is None
    network.advance(1_000_000)
    assert network.now == 1_000_000 and network.next_event() is None


def test_what_is_on_the_agenda_is_the_next_event() -> None:
    network, seen = Network({"idle": Idle()}), []
    network.advance(1)
    network.at(7, lambda: seen.append(network.now))
    assert network.next_event() == 7
    network.advance(6)
    assert not seen and network.next_event() == 7
    network.advance(7)
    assert len(seen) == 1 and network.next_event() is None
