// SPDX-License-Identifier: Apache-2.0

#include "CQueueScripts.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char part_head_lua[] = {
#embed "scripts/part-head.lua"
};
static const unsigned char part_entry_lua[] = {
#embed "scripts/part-entry.lua"
};
static const unsigned char part_order_lua[] = {
#embed "scripts/part-order.lua"
};
static const unsigned char part_life_lua[] = {
#embed "scripts/part-life.lua"
};
static const unsigned char part_accept_lua[] = {
#embed "scripts/part-accept.lua"
};
static const unsigned char open_lua[] = {
#embed "scripts/open.lua"
};
static const unsigned char enqueue_lua[] = {
#embed "scripts/enqueue.lua"
};
static const unsigned char claim_lua[] = {
#embed "scripts/claim.lua"
};
static const unsigned char renew_lua[] = {
#embed "scripts/renew.lua"
};
static const unsigned char settle_lua[] = {
#embed "scripts/settle.lua"
};
static const unsigned char adopt_lua[] = {
#embed "scripts/adopt.lua"
};
static const unsigned char cancel_lua[] = {
#embed "scripts/cancel.lua"
};
static const unsigned char erase_lua[] = {
#embed "scripts/erase.lua"
};
static const unsigned char replay_lua[] = {
#embed "scripts/replay.lua"
};
static const unsigned char tick_lua[] = {
#embed "scripts/tick.lua"
};
static const unsigned char outbox_lua[] = {
#embed "scripts/outbox.lua"
};
static const unsigned char deliveries_lua[] = {
#embed "scripts/deliveries.lua"
};
static const unsigned char record_lua[] = {
#embed "scripts/record.lua"
};
static const unsigned char retire_lua[] = {
#embed "scripts/retire.lua"
};
static const unsigned char list_lua[] = {
#embed "scripts/list.lua"
};
static const unsigned char counts_lua[] = {
#embed "scripts/counts.lua"
};
static const unsigned char pause_lua[] = {
#embed "scripts/pause.lua"
};
static const unsigned char share_lua[] = {
#embed "scripts/share.lua"
};
static const unsigned char workers_lua[] = {
#embed "scripts/workers.lua"
};
static const unsigned char mark_lua[] = {
#embed "scripts/mark.lua"
};
static const unsigned char turn_lua[] = {
#embed "scripts/turn.lua"
};

static const facefleet_queue_script scripts[] = {
    {"part-head", part_head_lua, sizeof part_head_lua},
    {"part-entry", part_entry_lua, sizeof part_entry_lua},
    {"part-order", part_order_lua, sizeof part_order_lua},
    {"part-life", part_life_lua, sizeof part_life_lua},
    {"part-accept", part_accept_lua, sizeof part_accept_lua},
    {"open", open_lua, sizeof open_lua},
    {"enqueue", enqueue_lua, sizeof enqueue_lua},
    {"claim", claim_lua, sizeof claim_lua},
    {"renew", renew_lua, sizeof renew_lua},
    {"settle", settle_lua, sizeof settle_lua},
    {"adopt", adopt_lua, sizeof adopt_lua},
    {"cancel", cancel_lua, sizeof cancel_lua},
    {"erase", erase_lua, sizeof erase_lua},
    {"replay", replay_lua, sizeof replay_lua},
    {"tick", tick_lua, sizeof tick_lua},
    {"outbox", outbox_lua, sizeof outbox_lua},
    {"deliveries", deliveries_lua, sizeof deliveries_lua},
    {"record", record_lua, sizeof record_lua},
    {"retire", retire_lua, sizeof retire_lua},
    {"list", list_lua, sizeof list_lua},
    {"counts", counts_lua, sizeof counts_lua},
    {"pause", pause_lua, sizeof pause_lua},
    {"share", share_lua, sizeof share_lua},
    {"workers", workers_lua, sizeof workers_lua},
    {"turn", turn_lua, sizeof turn_lua},
    {"mark", mark_lua, sizeof mark_lua},
};

size_t facefleet_queue_script_count(void) { return sizeof scripts / sizeof *scripts; }

facefleet_queue_script facefleet_queue_script_at(size_t place) { return scripts[place]; }
