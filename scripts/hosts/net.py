# SPDX-License-Identifier: Apache-2.0
"""Hosts that can be cut off: network namespaces on a bridge that is itself in one, so that the machine's own network
keeps nothing of it."""

import contextlib
import ctypes
import os
import pathlib
import shutil
import signal
import subprocess
import time

PREFIX = "fleet-"
SWITCH = PREFIX + "sw"
NETWORK = "10.77.0."
LIBC = ctypes.CDLL(None, use_errno=True)
CLONE_NEWNET = 0x40000000
PR_SET_PDEATHSIG = 1


def missing():
    """What this machine lacks for the lab; empty when it has all."""
    if os.geteuid() != 0:
        return "needs root: it makes network namespaces"
    lacking = [name for name in ("ip", "iptables", "nsenter") if not shutil.which(name)]
    if lacking:
        return f"needs {', '.join(lacking)} (packages iproute2, iptables, util-linux)"
    try:
        command("ip", "netns", "add", PREFIX + "try")
        command("ip", "netns", "del", PREFIX + "try")
    except subprocess.CalledProcessError as error:
        return f"needs leave to make network namespaces: {error.stderr.strip()}"
    return ""


def command(*words, check=True):
    return subprocess.run([str(word) for word in words], check=check, capture_output=True, text=True)


def die_with_parent():
    """Run in a child before it becomes its program: nothing outlives the lab, however that ends."""
    LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def enter(name):
    """Moves this thread into a host's network; threads and sockets made from here on are there."""
    with open(f"/run/netns/{name}", "rb") as file:
        if LIBC.setns(file.fileno(), CLONE_NEWNET) != 0:
            raise OSError(ctypes.get_errno(), f"setns {name}")


class Host:
    """One namespace with one address."""

    def __init__(self, name, number):
        self.name, self.space, self.address = name, PREFIX + name, f"{NETWORK}{number}"
        self.port_at_switch = f"p{number}"
        self.is_cut = False
        self.undo = []

    def make(self):
        command("ip", "netns", "add", self.space)
        command("ip", "link", "add", "e0", "netns", self.space, "type", "veth", "peer", "name", self.port_at_switch,
                "netns", SWITCH)
        command("ip", "-n", SWITCH, "link", "set", self.port_at_switch, "master", "br0", "up")
        command("ip", "-n", self.space, "link", "set", "lo", "up")
        command("ip", "-n", self.space, "addr", "add", f"{self.address}/24", "dev", "e0")
        command("ip", "-n", self.space, "link", "set", "e0", "up")

    def cut(self):
        """The cable is pulled at the switch: the host runs on and hears nothing."""
        command("ip", "-n", SWITCH, "link", "set", self.port_at_switch, "down")
        self.is_cut = True

    def heal(self):
        command("ip", "-n", SWITCH, "link", "set", self.port_at_switch, "up")
        self.is_cut = False

    def rule(self, table, chain, *words):
        """A rule of its firewall, taken away by `calm`."""
        command("nsenter", f"--net=/run/netns/{self.space}", "iptables", "-w", "-t", table, "-I", chain, *words)
        self.undo.append((table, chain, words))

    def lose(self, share):
        """Loses so many of the packets that come to it and go from it."""
        loss = ("-m", "statistic", "--mode", "random", "--probability", f"{share:.3f}", "-j", "DROP")
        self.rule("filter", "INPUT", "-i", "e0", *loss)
        self.rule("filter", "OUTPUT", "-o", "e0", *loss)

    def calm(self):
        """Takes away every rule."""
        for table, chain, words in reversed(self.undo):
            command("nsenter", f"--net=/run/netns/{self.space}", "iptables", "-w", "-t", table, "-D", chain, *words,
                    check=False)
        self.undo = []

    def reset(self, port, seconds=0.3):
        """Ends every connection to a port."""
        words = ("-i", "e0", "-p", "tcp", "--dport", str(port), "-j", "REJECT", "--reject-with", "tcp-reset")
        self.rule("filter", "INPUT", *words)
        time.sleep(seconds)
        command("nsenter", f"--net=/run/netns/{self.space}", "iptables", "-w", "-D", "INPUT", *words, check=False)
        self.undo.remove(("filter", "INPUT", words))

    def publish(self, port):
        """What listens on loopback alone is reached from outside too."""
        inside = ("nsenter", f"--net=/run/netns/{self.space}")
        command(*inside, "sysctl", "-qw", "net.ipv4.conf.all.route_localnet=1")
        command(*inside, "iptables", "-w", "-t", "nat", "-A", "PREROUTING", "-i", "e0", "-p", "tcp", "--dport", port,
                "-j", "DNAT", "--to-destination", f"127.0.0.1:{port}")

    def start(self, words, log, environment=None, stdin=subprocess.DEVNULL):
        """A process on this host; it ends with the thread that starts it, so that has to be the main one."""
        with open(log, "ab") as file:
            return subprocess.Popen(
                ["nsenter", f"--net=/run/netns/{self.space}", "--", *(str(word) for word in words)],
                stdin=stdin, stdout=file, stderr=file, env={**os.environ, **(environment or {})},
                preexec_fn=die_with_parent,
            )

    @contextlib.contextmanager
    def inside(self):
        """This thread is on the host for a while."""
        with open("/proc/thread-self/ns/net", "rb") as before:
            enter(self.space)
            try:
                yield
            finally:
                LIBC.setns(before.fileno(), CLONE_NEWNET)


def clean():
    """Takes away what an earlier run may have left: its processes are those in namespaces of our names."""
    for name in command("ip", "netns", "list").stdout.split():
        if not name.startswith(PREFIX):
            continue
        for pid in command("ip", "netns", "pids", name, check=False).stdout.split():
            if int(pid) != os.getpid():
                with contextlib.suppress(ProcessLookupError):
                    os.kill(int(pid), signal.SIGKILL)
        command("ip", "netns", "del", name, check=False)


def build(names):
    """Every host by name, on one bridge; the numbers are the last part of their addresses."""
    command("ip", "netns", "add", SWITCH)
    command("ip", "-n", SWITCH, "link", "set", "lo", "up")
    command("ip", "-n", SWITCH, "link", "add", "br0", "type", "bridge")
    command("ip", "-n", SWITCH, "link", "set", "br0", "up")
    hosts = {name: Host(name, number) for name, number in names.items()}
    for host in hosts.values():
        host.make()
    return hosts


def remove(folder):
    shutil.rmtree(pathlib.Path(folder), ignore_errors=True)
