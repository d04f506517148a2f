#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Delays a port of its host: takes what the firewall turns to it and passes it on so much later, either way.

    delay.py PORT TO-PORT MILLISECONDS [TO-ADDRESS]
"""

import asyncio
import sys


async def carry(reader, writer, delay):
    """Everything in order, each piece at its own time."""
    loop, queue = asyncio.get_running_loop(), asyncio.Queue()

    async def write():
        while True:
            due, data = await queue.get()
            await asyncio.sleep(max(0, due - loop.time()))
            if data is None:
                writer.close()
                return
            writer.write(data)
            await writer.drain()

    writing = asyncio.create_task(write())
    try:
        while data := await reader.read(65536):
            queue.put_nowait((loop.time() + delay, data))
    except OSError:
        pass
    queue.put_nowait((loop.time() + delay, None))
    try:
        await writing
    except OSError:
        pass


async def main(port, target, milliseconds, address="127.0.0.1"):
    delay = int(milliseconds) / 1000

    async def serve(reader, writer):
        try:
            other_reader, other_writer = await asyncio.open_connection(address, int(target))
        except OSError:
            writer.close()
            return
        await asyncio.gather(carry(reader, other_writer, delay), carry(other_reader, writer, delay))

    server = await asyncio.start_server(serve, "0.0.0.0", int(port))
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
