"""server.py - painrig serve, as the tests start it, kill it and find it again."""
import os
import re
import signal
import subprocess
import time

from wanted import LOOK_S, WAIT_S, Wrong, until


class Server:
    """painrig serve, in a process group of its own."""

    def __init__(self, painrig, port=0, more=(), folder=None):
        self.painrig, self.port, self.more, self.folder = painrig, port, list(more), folder
        self.process, self.url, self.started_s = None, None, 0.0
        self.start()

    def start(self):
        command = [self.painrig, "serve", "--port", str(self.port), *self.more]
        self.started_s = time.monotonic()
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                        cwd=self.folder, start_new_session=True)
        said = self.first_words()
        found = re.search(r"http://[^\s]+?:(\d+)/", said)
        if not found:
            self.stop()
            raise Wrong(f"painrig serve does not say where it listens: {said!r}")
        self.url, self.port, self.said = found.group(0), int(found.group(1)), said

    def start_again(self):
        """On the port that it had, which is not ours the moment that nobody listens there."""
        self.stop()
        until(self.is_back, f"painrig serve does not come back on port {self.port}")

    def is_back(self):
        try:
            self.start()
            return True
        except Wrong:
            return False

    def first_words(self):
        """What it prints until it listens."""
        os.set_blocking(self.process.stdout.fileno(), False)
        said, end_s = b"", time.monotonic() + WAIT_S
        while time.monotonic() < end_s and not re.search(rb"http://.*\n", said):
            said += self.process.stdout.read() or b""
            if self.process.poll() is not None:
                break
            time.sleep(LOOK_S)
        return said.decode(errors="replace")

    def kill(self):
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(WAIT_S)

    def stop(self):
        if self.process.poll() is None:
            self.kill()
        self.process.stdout.close()
