"""A process that speaks the protocol of clamd, and finds what every scanner is tried with."""
from __future__ import annotations

import socketserver
import sys

# the harmless string that scanners agree to find, in two halves so that this file is not found itself
TRIAL = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
NAME = "Win.Test.EICAR_HDB-1"
MOST = 25 * 1024 * 1024


class Handler(socketserver.StreamRequestHandler):
    """One command, ended by a zero byte as the `z` before it says."""

    def handle(self):
        command = b""
        while not command.endswith(b"\0"):
            command += self.rfile.read(1)
        answers = {b"zPING\0": lambda: "PONG", b"zINSTREAM\0": self._stream}
        self.wfile.write(answers.get(command, lambda: "UNKNOWN COMMAND")().encode() + b"\0")

    def _stream(self):
        content = b""
        while size := int.from_bytes(self.rfile.read(4), "big"):
            content += self.rfile.read(size)
            if len(content) > MOST:
                return "INSTREAM size limit exceeded. ERROR"
        return f"stream: {NAME} FOUND" if TRIAL in content else "stream: OK"


def main(address):
    if address.startswith("/"):
        server = socketserver.ThreadingUnixStreamServer(address, Handler)
    else:
        server = socketserver.ThreadingTCPServer(("127.0.0.1", int(address)), Handler, bind_and_activate=False)
        server.allow_reuse_address = True
        server.server_bind()
        server.server_activate()
    with server:
        print("ready", server.server_address, flush=True)
        server.serve_forever()


if __name__ == "__main__":
    main(sys.argv[1])
