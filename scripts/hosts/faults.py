# SPDX-License-Identifier: Apache-2.0
"""Every fault: it begins, lasts and is healed. Each is a generator that yields seconds to wait, or (condition, within,
what), so that several go on at once; the list at the end says what each may touch and how often it comes."""

import shutil
import signal
import sys

from fleet import FOLDER, GATEWAYS, SENTINELS, SERVERS, WORKERS, faketime
from servers import PORT, STORE_PORT
from wire import Refused

DELAY_PORT = 9999


def ready(fleet, name):
    return lambda: fleet.members[name].is_ready(), 60, f"{name} is ready"


def cut_member(fleet, dice, name):
    fleet.hosts[name].cut()
    yield dice.choice((1, 4, 8, 18)) * dice.uniform(0.5, 1)
    fleet.hosts[name].heal()
    yield 1


def cut_from_redis(fleet, dice, name):
    """It hears clients and the store, and neither Redis nor the sentinels."""
    for other in SERVERS + SENTINELS:
        fleet.hosts[name].rule("filter", "OUTPUT", "-d", fleet.hosts[other].address, "-j", "DROP")
    yield dice.choice((4, 16)) * dice.uniform(0.5, 1)
    fleet.hosts[name].calm()
    yield 1


def lossy(fleet, dice, name):
    fleet.hosts[name].lose(dice.uniform(0.02, 0.2))
    yield dice.uniform(3, 8)
    fleet.hosts[name].calm()


def slow(fleet, dice, name):
    """Whatever goes to a server takes 20 to 200 milliseconds more each way."""
    if name in SERVERS:
        name = fleet.primary() or "r1"
    host, port = fleet.hosts[name], STORE_PORT if name == "store" else PORT
    words = [sys.executable, __file__.replace("faults.py", "delay.py"), DELAY_PORT, port, dice.randint(20, 200)]
    proxy = host.start(words, FOLDER / name / "log-delay")
    yield 0.5
    host.rule("nat", "PREROUTING", "-i", "e0", "-p", "tcp", "--dport", str(port), "-j", "REDIRECT", "--to-ports",
              str(DELAY_PORT))
    host.reset(port)
    yield dice.uniform(3, 8)
    host.calm()
    proxy.kill()
    proxy.wait()


def kill_member(fleet, dice, name):
    fleet.members[name].kill()
    yield dice.choice((0, 0, 1, 5))
    fleet.members[name].start()
    if dice.random() < 0.2:
        # Killed while it starts, too.
        yield dice.uniform(0, 1)
        fleet.members[name].kill()
        fleet.members[name].start()
    yield ready(fleet, name)


def pause_member(fleet, dice, name):
    """Longer than its lease, mostly: what it holds is another's when it goes on."""
    fleet.members[name].signal(signal.SIGSTOP)
    yield dice.choice((2, 17, 20)) if name in WORKERS else dice.choice((2, 6, 12))
    fleet.members[name].signal(signal.SIGCONT)
    yield 1


def skew_clock(fleet, dice, name):
    fleet.members[name].kill()
    fleet.members[name].start(skew=dice.choice((-3600, -90, 90, 3600)))
    yield ready(fleet, name)
    yield dice.uniform(4, 10)
    fleet.members[name].kill()
    fleet.members[name].start()
    yield ready(fleet, name)


def restart_store(fleet, dice, name):
    fleet.store.kill()
    yield dice.choice((0, 2, 5))
    fleet.store.start()
    yield fleet.store.answers, 60, "the store answers"


def cut_store(fleet, dice, name):
    fleet.hosts["store"].cut()
    yield dice.uniform(1, 8)
    fleet.hosts["store"].heal()
    yield 1


def cut_sentinel(fleet, dice, name):
    host = fleet.hosts[dice.choice(SENTINELS)]
    host.cut()
    yield dice.uniform(2, 6)
    host.heal()


def in_step(fleet):
    return fleet.has_replica, 90, "a replica in step"


def taken_over(fleet, old, back, wait):
    """Once the primary is out of reach another takes over; the old one comes back and has to follow it."""
    yield lambda: fleet.primary() not in (None, old), 60, "another primary"
    yield wait
    back()
    yield in_step(fleet)


def kill_primary(fleet, dice, name):
    """The primary ends without a word."""
    old = fleet.primary()
    fleet.servers[old].kill()
    yield from taken_over(fleet, old, fleet.servers[old].start, dice.uniform(0, 4))


def cut_primary(fleet, dice, name):
    """The old primary lives on alone, thinks itself the primary still, and comes back with what it has."""
    old = fleet.primary()
    fleet.hosts[old].cut()
    yield from taken_over(fleet, old, fleet.hosts[old].heal, dice.uniform(0, 5))


def stall_primary(fleet, dice, name):
    """It stops without a word and goes on when another has taken over, with its old connections and what they sent."""
    old = fleet.primary()
    fleet.servers[old].signal(signal.SIGSTOP)
    yield from taken_over(fleet, old, lambda: fleet.servers[old].signal(signal.SIGCONT), dice.uniform(0, 3))


def switch_primary(fleet, dice, name):
    """The operator has the other take over."""
    old = fleet.primary()
    try:
        fleet.sentinels["s1"].client.ask("SENTINEL", "FAILOVER", "faces")
    except Refused:
        return
    yield lambda: fleet.primary() not in (None, old), 60, "another primary"
    yield in_step(fleet)


def restart_primary(fleet, dice, name):
    """Killed and back from its append-only file before anybody takes over."""
    server = fleet.servers[fleet.primary()]
    server.kill()
    server.start()
    yield server.client.answers, 60, "the server answers"
    yield in_step(fleet)


def cut_replica(fleet, dice, name):
    host = fleet.hosts["r2" if fleet.primary() == "r1" else "r1"]
    host.cut()
    yield dice.uniform(2, 8)
    host.heal()
    yield in_step(fleet)


def fill_memory(fleet, dice, name):
    """Only new tasks may be refused; what runs ends."""
    client = fleet.queue()
    client.ask("CONFIG", "SET", "maxmemory", "1mb")
    yield dice.uniform(3, 8)
    fleet.queue().ask("CONFIG", "SET", "maxmemory", "0")


def lose_seconds(fleet, dice, name):
    """Both servers go back to what one had written some seconds before."""
    primary, copy = fleet.primary(), FOLDER / "older"
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(fleet.servers[primary].data, copy)
    yield dice.uniform(2, 6)
    for server in fleet.servers.values():
        server.kill()
    fleet.start_redis(primary, copy)
    yield fleet.servers[primary].client.answers, 60, "the server answers"
    yield in_step(fleet)


def lose_all(fleet, dice, name):
    """Both servers end and start empty."""
    primary = fleet.primary()
    for server in fleet.servers.values():
        server.kill()
    fleet.start_redis(primary)
    yield fleet.servers[primary].client.answers, 60, "the server answers"
    yield in_step(fleet)


def refuse_hooks(fleet, dice, name):
    fleet.receiver.status = 500
    yield dice.uniform(1, 4)
    fleet.receiver.status = 204


MEMBERS = GATEWAYS + WORKERS
# What it is called, what it may touch (one of them), how often it comes, and whether the queue may forget something.
FAULTS = [
    ("cut a gateway or worker off", cut_member, MEMBERS, 6, False),
    ("cut a gateway or worker off Redis alone", cut_from_redis, MEMBERS, 3, False),
    ("lose packets of a gateway or worker", lossy, MEMBERS, 3, False),
    ("lose packets of the store", lossy, ("store",), 1, False),
    ("lose packets of Redis", lossy, SERVERS, 1, True),
    ("delay the store", slow, ("store",), 2, False),
    ("delay Redis", slow, SERVERS, 2, True),
    ("kill a gateway", kill_member, GATEWAYS, 4, False),
    ("kill a worker", kill_member, WORKERS, 6, False),
    ("pause a worker", pause_member, WORKERS, 4, False),
    ("pause a gateway", pause_member, GATEWAYS, 3, False),
    ("skew a clock", skew_clock, MEMBERS, 2, False),
    ("restart the store", restart_store, ("store",), 2, False),
    ("cut the store off", cut_store, ("store",), 2, False),
    ("cut a sentinel off", cut_sentinel, ("sentinels",), 1, False),
    ("kill the primary, another takes over", kill_primary, SERVERS, 2, True),
    ("cut the primary off, another takes over", cut_primary, SERVERS, 2, True),
    ("stall the primary, another takes over", stall_primary, SERVERS, 2, True),
    ("switch the primary", switch_primary, SERVERS, 1, True),
    ("restart the primary", restart_primary, SERVERS, 2, True),
    ("cut the replica off", cut_replica, SERVERS, 1, False),
    ("fill Redis' memory", fill_memory, SERVERS, 2, False),
    ("lose Redis' last seconds", lose_seconds, SERVERS, 2, True),
    ("lose Redis wholly", lose_all, SERVERS, 1, True),
    ("refuse webhooks", refuse_hooks, ("hook",), 1, False),
]
EXCLUSIVE = {**{name: "redis" for name in SERVERS}, "sentinels": "redis"}


def usable():
    """The faults that this machine can make, and the names of those that it cannot."""
    without = [] if faketime() else ["skew a clock"]
    return [fault for fault in FAULTS if fault[0] not in without], without
