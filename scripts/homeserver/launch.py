"""Runs an unmodified Synapse that ends with whoever started it.

The parent holds the other end of our stdin. Whatever ends the parent (a signal, a crash, SIGKILL) closes that pipe,
and the server stops in good order: no process is left behind.
"""

import os
import runpy
import signal
import threading
import time


def end_with_parent() -> None:
    while os.read(0, 4096):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(10)
    os.kill(os.getpid(), signal.SIGKILL)


threading.Thread(target=end_with_parent, daemon=True).start()
runpy.run_module("synapse.app.homeserver", run_name="__main__", alter_sys=True)
