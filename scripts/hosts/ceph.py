# SPDX-License-Identifier: Apache-2.0
"""Ceph's object gateway on one host: a monitor, one disk and the gateway, in the foreground."""

import contextlib
import pathlib
import shutil
import subprocess
import time
import uuid

from servers import STORE_PORT, Swift, wait_until

SETTINGS = """[global]
fsid = {fsid}
mon_host = [v2:127.0.0.1:27600/0,v1:127.0.0.1:27601/0]
mon_initial_members = a
public_addr = 127.0.0.1
cluster_addr = 127.0.0.1
auth_cluster_required = cephx
auth_service_required = cephx
auth_client_required = cephx
osd_pool_default_size = 1
osd_pool_default_min_size = 1
osd_pool_default_pg_num = 4
osd_pool_default_pgp_num = 4
osd_pool_default_pg_autoscale_mode = off
osd_crush_chooseleaf_type = 0
mon_allow_pool_size_one = true
mon_max_pg_per_osd = 1000
run_dir = {folder}
admin_socket = {folder}/$name.asok
crash_dir = {folder}
keyring = {folder}/keyring
auth_allow_insecure_global_id_reclaim = false
debug_ms = 0/0
[mon]
mon_data = {folder}/mon
log_file = {folder}/mon.log
mon_data_avail_crit = 1
mon_data_avail_warn = 2
[osd]
osd_data = {folder}/osd
keyring = {folder}/osd/keyring
log_file = {folder}/osd.log
osd_objectstore = bluestore
bluestore_block_size = 10737418240
osd_memory_target = 939524096
osd_class_load_list = *
osd_class_default_list = *
[client.rgw.a]
rgw_data = {folder}/rgw
keyring = {folder}/rgw/keyring
log_file = {folder}/rgw.log
rgw_frontends = beast endpoint={address}:{port}
rgw_enable_usage_log = false
rgw_lc_debug_interval = -1
"""


class Ceph(Swift):
    key, secret, settings = "test", "testing", {}
    ready_within = 60

    @staticmethod
    def is_installed():
        return all(shutil.which(name) for name in ("ceph-mon", "ceph-osd", "radosgw", "radosgw-admin", "ceph"))

    def __init__(self, host, folder):
        super().__init__(host, folder)
        self.others, self.file = {}, self.folder / "ceph.conf"

    def tool(self, *words, check=True):
        words = ["nsenter", f"--net=/run/netns/{self.host.space}", "--", *map(str, words)]
        return subprocess.run(words, check=check, capture_output=True, text=True, timeout=120)

    def daemon(self, name, *words):
        root = ("--setuser", "root", "--setgroup", "root")
        self.others[name] = self.host.start([*words, "-c", self.file, *root, "-f"], self.folder / f"out-{name}")

    def prepare(self):
        """Makes the cluster and one user; seconds, once."""
        for name in ("mon", "osd", "rgw"):
            (self.folder / name).mkdir()
        identity = str(uuid.uuid4())
        self.file.write_text(
            SETTINGS.format(fsid=identity, folder=self.folder, address=self.host.address, port=STORE_PORT))
        flags = ("-c", self.file)
        self.tool("monmaptool", "--create", "--fsid", identity, "--addv", "a",
                  "[v2:127.0.0.1:27600/0,v1:127.0.0.1:27601/0]", self.folder / "monmap")
        keys, grant = self.folder / "keyring", ("--cap", "mon", "allow *", "--cap", "osd", "allow *")
        self.tool("ceph-authtool", "-C", keys, "--gen-key", "-n", "mon.", "--cap", "mon", "allow *")
        self.tool("ceph-authtool", keys, "--gen-key", "-n", "client.admin", *grant, "--cap", "mgr", "allow *")
        self.tool("ceph-mon", "--mkfs", "-i", "a", "--monmap", self.folder / "monmap", "--keyring", keys, *flags)
        self.daemon("mon", "ceph-mon", "-i", "a")
        wait_until(lambda: self.tool("timeout", 5, "ceph", *flags, "-s", check=False).returncode == 0, 40, "a monitor")
        disk = str(uuid.uuid4())
        self.tool("ceph", *flags, "osd", "new", disk)
        self.give_key("osd.0", "osd", "mon", "allow profile osd", "osd", "allow *", "mgr", "allow profile osd")
        self.tool("ceph-osd", "-i", 0, "--mkfs", "--osd-uuid", disk, *flags)
        self.tool("ceph", *flags, "osd", "crush", "add", "osd.0", "1.0", "root=default", "host=h0")
        self.daemon("osd", "ceph-osd", "-i", 0)
        self.give_key("client.rgw.a", "rgw", "mon", "allow *", "osd", "allow *", "mgr", "allow *")
        self.start()
        wait_until(self.answers, 25, "the object gateway")
        self.tool("radosgw-admin", *flags, "-n", "client.rgw.a", "user", "create", "--uid", "test",
                  "--display-name", "test", "--access-key", self.key, "--secret", self.secret)

    def give_key(self, name, folder, *grant):
        words = ("auth", "get-or-create", name, *grant, "-o", self.folder / folder / "keyring")
        self.tool("ceph", "-c", self.file, *words)

    def start(self):
        """The gateway anew; monitor and disk stay."""
        root = ("--setuser", "root", "--setgroup", "root")
        self.launch(["radosgw", "-n", "client.rgw.a", "-c", self.file, *root, "-f"])

    def answers(self):
        with contextlib.suppress(OSError):
            return self.bucket().ask("GET", "", {"list-type": 2, "max-keys": 1}, timeout=3)[0] in (200, 403, 404)
        return False
