"""A server that speaks S3, in a process of its own."""
from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from contextlib import contextmanager

from minio import Minio

from tools.child import free_port

KEYS = {"AWS_ACCESS_KEY_ID": "linli-trial", "AWS_SECRET_ACCESS_KEY": "linli-trial-secret"}


@contextmanager
def served():
    """Give host and port of it, without any bucket; it ends with the block."""
    port = free_port()
    command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env={**os.environ, **KEYS})
    try:
        _answering(port)
        yield f"127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(10)


def client(endpoint):
    """Give a client that may do anything there."""
    keys = (KEYS["AWS_ACCESS_KEY_ID"], KEYS["AWS_SECRET_ACCESS_KEY"])
    return Minio(endpoint, access_key=keys[0], secret_key=keys[1], secure=False, region="us-east-1")


def _answering(port):
    for _ in range(600):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("the server of the bucket did not start")
