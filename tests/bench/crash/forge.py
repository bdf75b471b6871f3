"""Imports the gateway once, then forks the real one for each line read: `python -m … .forge`.

A gateway spends seconds of CPU on its imports; two hundred deaths must not cost as many minutes.
Each child runs `binome.app.gateway.main` itself, with settings from the environment. The forge
says `pid N` when it has begun one and `gone STATUS` when it has ended.
"""

import ctypes
import os
import signal
import sys

from binome.app import gateway

_PR_SET_PDEATHSIG = 1


def main(listener: str, ready: str) -> None:
    """Fork one gateway a line; both arguments are inherited file descriptors."""
    for _ in sys.stdin:
        child = os.fork()
        if child == 0:
            ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
            sys.argv = ["gateway", "--fd", listener, "--ready-fd", str(os.dup(int(ready)))]
            os._exit(gateway.main())
        print("pid", child, flush=True)
        _, status = os.waitpid(child, 0)
        print("gone", os.waitstatus_to_exitcode(status), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
