# SPDX-License-Identifier: Apache-2.0
"""What an operator sees on the second view: a running batch, failures, dead letters and their replay."""

from zlib import crc32


# So many fusions take several seconds, on however fast a machine: the view, which looks every two, sees some run.
BATCH = 120


def shows_a_running_batch(tab, api):
    tab.open("#/queue")
    api.pause()
    tab.until(lambda: not tab.run("return document.querySelector('.banner[role=status]').hidden"))
    before = _tile(tab, 5)
    tasks = [api.submit(api.face(1), api.face(number % 7 + 2), _class(number)) for number in range(BATCH)]
    tasks.append(api.submit(api.face(1), api.landscape))
    tab.until(lambda: _tile(tab, 1) == len(tasks))
    assert tab.run(ROWS, 0)[2][:2] == ["Bulk", str(sum(_class(number) == "bulk" for number in range(BATCH)))]
    api.resume()
    # What a look finds is chance, once in two seconds: that one of several looks finds tasks at work is not.
    stages = tab.until(lambda: [row[2] for row in tab.run(ROWS, 1) if row[2] not in ("", "–")])
    assert stages, stages
    tab.save("batch")
    for task in tasks:
        api.ended(task)
    tab.until(lambda: _tile(tab, 1) == 0 and _tile(tab, 5) == before + BATCH)
    assert "No face was found in the target photo." in [row[2] for row in tab.run(ROWS, 3)]


def replays_a_dead_letter(tab, api):
    tab.open("#/queue")
    # A target that no task before had: analysed targets stay in memory, where nothing damages them.
    photo = tab.written("own.png", _retitled(api.face(6)))
    api.pause()
    task = api.submit(api.face(1), photo)
    restore = api.damaged(photo)
    api.resume()
    assert api.ended(task)["error"]["code"] == "storage_failed"
    row = tab.until(lambda: tab.run(ROWS, 2))[0]
    assert row[2:4] == ["4", "The service could not store or read the photos."], row
    # The view looks every two seconds: long enough a load that it sees some of it run, however fast the machine.
    for number in range(BATCH):
        api.submit(api.face(1), api.face(number % 5 + 1), _class(number))
    tab.until(lambda: len(tab.run(ROWS, 1)) >= 1)
    tab.save("page-queue")
    restore()
    tab.click("td button")
    tab.until(lambda: tab.run(ROWS, 2) == [])
    words = tab.text("#announcer")
    assert words.startswith("Replayed as "), words
    replayed = api.ended(words.removeprefix("Replayed as "))
    assert replayed["status"] == "succeeded", replayed


def tells_of_a_lost_service(tab, api):
    tab.open("#/queue")
    tab.until(lambda: tab.text(".live") == "Live")
    tab.driver.set_network_conditions(offline=True, latency=0, throughput=10**9)
    tab.until(lambda: tab.text(".live").startswith("No answer since"))
    assert tab.text(".banner[role=alert]").startswith("The service does not answer.")
    tab.driver.set_network_conditions(offline=False, latency=0, throughput=10**9)
    tab.until(lambda: tab.text(".live") == "Live" and tab.text(".banner[role=alert]") == "")


def _class(number):
    return "bulk" if number % 3 else "normal"


def _tile(tab, place):
    """The number in a tile, from 1: waiting, running, per minute, latency, done, failed, dead letters."""
    text = tab.text(f".tile:nth-child({place}) .tile-value")
    return int(text) if text.isdigit() else None


def _retitled(path):
    """The PNG with a text chunk more at its end: the same picture, but other bytes."""
    with open(path, "rb") as file:
        content = file.read()
    chunk = b"\x00\x00\x00\x05tEXta\x00own"
    return content[:-12] + chunk + crc32(chunk[4:]).to_bytes(4, "big") + content[-12:]


#: The words of a table's rows: classes, running tasks, dead letters, failures.
ROWS = """
const table = document.querySelectorAll("#view-queue table")[arguments[0]];
return [...table.tBodies[0].rows].map((row) => [...row.cells].map((cell) => cell.textContent));
"""

ALL = [shows_a_running_batch, replays_a_dead_letter, tells_of_a_lost_service]
