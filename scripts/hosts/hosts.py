#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Pulls the plug on a fleet of hosts, and says what became of every task."""

import argparse
import collections
import fcntl
import pathlib
import random
import sys
import time
import traceback

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "scripts/faults"))

import measures
import net
from ceph import Ceph
from fleet import FOLDER, GATEWAY_PORT, Fleet, problems
from load import Load, hook_on
from sabotage import sabotage
from schedule import Schedule
from servers import redis_program
from verdict import Verdict


def options():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("scenario", choices=["quick", "soak", "sabotage", *measures.ALL])
    parser.add_argument("binary", nargs="?", default=str(ROOT / ".build/release/facefleet"))
    parser.add_argument("--models", default=str(ROOT / ".deps/models"))
    parser.add_argument("--store", choices=["swift", "ceph"], default="ceph" if Ceph.is_installed() else "swift")
    parser.add_argument("--durability", default="journal")
    parser.add_argument("--log-level", default="info")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--tasks", type=int, default=None)
    parser.add_argument("--faults", type=int, default=None, help="how many at least")
    parser.add_argument("--outstanding", type=int, default=60, help="tasks that are not at their end")
    parser.add_argument("--gap", type=float, default=None, help="seconds between two faults")
    parser.add_argument("--detections", type=float, default=0.6, help="share of searches for faces among the tasks")
    parser.add_argument("--minutes", type=float, default=None, help="no new faults and tasks after so many")
    parser.add_argument("--only", default="", help="faults whose name has this, by commas")
    parser.add_argument("--keep", action="store_true", help="keep the folder with the logs")
    return parser.parse_args()


def say(text):
    print(f"{time.strftime('%H:%M:%S')} {text}", flush=True)


class Lab:
    """A fleet under load, and its receiver of webhooks."""

    def __init__(self, chosen):
        self.options = chosen
        self.fleet = Fleet(chosen)
        self.receiver = self.load = None

    def start(self):
        began = time.monotonic()
        self.fleet.start()
        self.receiver, self.hook = hook_on(self.fleet.hosts["hook"])
        self.fleet.receiver = self.receiver
        self.load = Load(self.fleet.gateways(), GATEWAY_PORT, self.options, self.hook, self.fleet.store.bucket())
        say(f"{len(self.fleet.hosts)} hosts up in {time.monotonic() - began:.0f} s, store: {self.options.store}")

    def judge(self, losses=(), spoil=None):
        """The verdict after the load; whether nothing is broken."""
        verdict = Verdict(self.fleet, self.load, self.receiver, losses)
        took = verdict.settle()
        if spoil:
            spoil(verdict)
        verdict.run()
        tell(verdict, self.load, self.fleet, took)
        return verdict


def tell(verdict, load, fleet, took):
    kinds = collections.Counter((task.kind, verdict.status(task) or "erased or forgotten") for task in verdict.tasks)
    say(f"{len(verdict.tasks)} tasks accepted: " + ", ".join(f"{n} {k} {s}" for (k, s), n in sorted(kinds.items())))
    say(f"answers lost {load.lost_answers}, refused {dict(load.refused)}, 404 meanwhile {load.unknown}")
    say(f"settled {took:.1f} s after the last fault; {verdict.posts} webhooks posted, {verdict.doubled} of them again")
    say(f"queue: {verdict.final}")
    for name, count in verdict.allowed.items():
        if count:
            say(f"allowed: {count} {name}")
    for name, count in sorted(verdict.checked.items()):
        broken = verdict.broken.get(name, [])
        wrong = f", {len(broken)} wrong" if broken else ""
        say(f"{'BROKEN' if broken else 'holds'}: {name} ({count} looked at{wrong})")
        for words in broken[:8]:
            say(f"    {words}")
    for name, member in fleet.members.items():
        for status, was_up, words in member.ended_itself:
            say(f"{name} ended {'while it worked' if was_up else 'at its start'} with {status}: {words}")
    for message, lines in problems(fleet).items():
        say(f"log: {len(lines)} x {message}: {lines[0]}")


def under_faults(lab, tasks, faults, gap, each):
    """Load and faults together until both numbers are reached."""
    lab.options.tasks = lab.options.tasks or tasks
    wanted = lab.options.faults if lab.options.faults is not None else faults
    lab.start()
    dice = random.Random(lab.options.seed)
    schedule = Schedule(lab.fleet, dice, lab.options.gap or gap, each, say, lab.options.only)
    wanted = wanted or len(schedule.faults)
    limit = time.monotonic() + 60 * (lab.options.minutes or 60)
    began = time.monotonic()
    lab.load.start(lab.options.tasks / (schedule.gap * wanted))

    told = time.monotonic()

    def goes_on():
        nonlocal told
        if time.monotonic() - told > 60:
            told = time.monotonic()
            say(f"so far: {schedule.total} faults, {len(lab.load.tasks)} tasks accepted, {len(lab.load.open)} open, "
                f"{len(lab.load.stuck)} stuck, wrong: {lab.load.wrong[:2]}")
        # The load goes on while faults come, and the faults while there is load.
        if time.monotonic() > limit:
            lab.options.tasks = 0
            return False
        is_enough = schedule.total >= wanted and not schedule.left
        return not (is_enough and lab.load.count >= lab.options.tasks)

    schedule.run(goes_on)
    say(f"{schedule.total} faults in {time.monotonic() - began:.0f} s: "
        + ", ".join(f"{count} {name}" for name, count in sorted(schedule.made.items())))
    for name in schedule.without:
        say(f"left out: {name}, which this machine cannot")
    for words in schedule.unhealed:
        say(f"BROKEN: not healed in time: {words}")
    return not lab.judge(schedule.losses).broken and not schedule.unhealed


def run(chosen):
    lab = Lab(chosen)
    try:
        if chosen.scenario == "quick":
            return under_faults(lab, 600, 0, 3, True)
        if chosen.scenario == "soak":
            return under_faults(lab, 10_000, 200, 5, True)
        if chosen.scenario == "sabotage":
            return sabotage(lab, say)
        return measures.ALL[chosen.scenario](lab, say)
    finally:
        lab.fleet.stop()


def main():
    chosen = options()
    if lacking := net.missing() or ("" if redis_program() else "needs Debian's redis-server or redis-tools"):
        sys.exit(f"hosts: error: {lacking}")
    # One lab at a time on this machine.
    lock = open("/run/facefleet-hosts.lock", "w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        sys.exit("hosts: error: another run goes on")
    net.clean()
    net.remove(FOLDER)
    FOLDER.mkdir(parents=True)
    began, good = time.monotonic(), False
    try:
        good = run(chosen)
    except (OSError, TimeoutError) as error:
        traceback.print_exc()
        say(f"FAIL: {error!r}")
    finally:
        net.clean()
        if good and not chosen.keep:
            net.remove(FOLDER)
        else:
            say(f"logs: {FOLDER}")
    say(f"{'PASS' if good else 'FAIL'} {chosen.scenario} [seed {chosen.seed}, {time.monotonic() - began:.0f} s]")
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
