#!/usr/bin/env python3
"""What a program takes, as one process: shared by the benches beside this file.

    measure.py SECONDS COMMAND..

runs COMMAND, kills it when twice SECONDS and 40 more have passed, and prints one line of JSON: wall and processor seconds, peak memory and
standard output. It is a process of its own because the system adds up what children took, and this one has no other child.
"""

import json
import resource
import subprocess
import sys
import time

# Address space of a program, so that one that runs away ends before the machine does.
MEMORY_BYTES = 14 * 2**30


def run(command, limit):
    """Wall seconds and standard output of a child that is killed well after its limit."""
    started = time.monotonic()
    cap = lambda: resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    child = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, preexec_fn=cap)
    try:
        out, _ = child.communicate(timeout=2 * limit + 40)
    except subprocess.TimeoutExpired:
        child.kill()
        child.communicate()
        out = ""
    return time.monotonic() - started, out


def measured(command, limit):
    """Wall and processor seconds, peak memory in MB (`wall`, `processor`, `memory`) and standard output (`out`) of a command."""
    wrapper = [sys.executable, __file__, str(limit), *[str(part) for part in command]]
    return json.loads(subprocess.run(wrapper, stdout=subprocess.PIPE, text=True, check=True).stdout)


def told(result):
    """The JSON a measured command printed, alone or as its last line; None if it printed none."""
    # HiGHS prints its banner first, whatever it is told.
    text = result["out"].strip()
    try:
        return json.loads(text if text.startswith("{") else text.splitlines()[-1])
    except (ValueError, IndexError):
        return None


def used(result):
    """Cells of a row: wall and processor seconds and memory."""
    return f"{result['wall']:.2f} | {result['processor']:.2f} | {result['memory']:.0f}"


def ratios(result, own):
    """Cells of a row: wall and processor seconds over those of `own`."""
    return " | ".join(f"{result[kind] / max(own[kind], 1e-3):.1f}" for kind in ("wall", "processor"))


if __name__ == "__main__":
    wall, out = run(sys.argv[2:], float(sys.argv[1]))
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(json.dumps({"wall": wall, "processor": children.ru_utime + children.ru_stime, "memory": children.ru_maxrss / 1024, "out": out}))
