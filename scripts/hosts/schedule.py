# SPDX-License-Identifier: Apache-2.0
"""Begins faults one after the other and lets them overlap where they touch different hosts."""

import collections
import time

from faults import EXCLUSIVE, usable
from fleet import GATEWAYS, WORKERS


class Running:
    def __init__(self, name, steps, touched, may_forget):
        self.name, self.steps, self.touched, self.may_forget = name, steps, touched, may_forget
        self.began, self.due, self.wait = time.time(), 0, None

    def step(self):
        """Goes on when it is time; false once it is over."""
        now = time.monotonic()
        if self.wait:
            condition, deadline, what = self.wait
            if not condition():
                if now > deadline:
                    raise TimeoutError(f"{self.name} {self.touched}: not {what} in time")
                return True
        elif now < self.due:
            return True
        self.wait = None
        try:
            asked = next(self.steps)
        except StopIteration:
            return False
        if isinstance(asked, tuple):
            self.wait = (asked[0], now + asked[1], asked[2])
        else:
            self.due = now + asked
        return True


class Schedule:
    """`run` lets faults come while a condition holds; `each` has every kind come once before any comes again."""

    def __init__(self, fleet, dice, gap, each=False, say=lambda text: None, only=""):
        self.fleet, self.dice, self.gap, self.say = fleet, dice, gap, say
        self.faults, self.without = usable()
        if only:
            self.faults = [fault for fault in self.faults if any(word in fault[0] for word in only.split(","))]
        self.left = list(self.faults) if each else []
        self.running, self.made, self.losses = [], collections.Counter(), []
        self.history, self.unhealed = [], []

    @property
    def total(self):
        return sum(self.made.values())

    def busy(self):
        return {EXCLUSIVE.get(name, name) for fault in self.running for name in fault.touched}

    def free(self, names):
        """Those that no fault touches, one gateway and one worker left alone."""
        busy = self.busy()
        found = [name for name in names if EXCLUSIVE.get(name, name) not in busy]
        for group in (GATEWAYS, WORKERS):
            if len([name for name in group if name not in busy]) <= 1:
                found = [name for name in found if name not in group]
        return found

    def begin(self):
        pool = [fault for fault in (self.left or self.faults) if self.free(fault[2])]
        if not pool:
            return
        name, body, hosts, _, may_forget = fault = self.dice.choices(pool, [fault[3] for fault in pool])[0]
        if fault in self.left:
            self.left.remove(fault)
        host = self.dice.choice(self.free(hosts))
        self.made[name] += 1
        self.history.append((time.time(), name, host))
        self.say(f"{name}: {host}")
        self.running.append(Running(name, body(self.fleet, self.dice, host), (host,), may_forget))

    def step(self):
        self.fleet.supervise()
        for fault in list(self.running):
            try:
                goes_on = fault.step()
            except (TimeoutError, OSError) as error:
                self.say(f"NOT HEALED: {error}")
                self.unhealed.append(str(error))
                goes_on = False
            if not goes_on:
                self.running.remove(fault)
                if fault.may_forget:
                    self.losses.append((fault.began, time.time()))

    def run(self, goes_on):
        due = time.monotonic()
        while goes_on():
            if time.monotonic() >= due:
                self.begin()
                due = time.monotonic() + self.gap * self.dice.uniform(0.2, 1.8)
            self.step()
            time.sleep(0.05)
        self.finish()

    def finish(self):
        """Every fault comes to its end."""
        while self.running:
            self.step()
            time.sleep(0.05)
