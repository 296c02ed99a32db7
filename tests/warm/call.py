"""`python -I -S call.py SOCKET ARGUMENT...`: the client, with no import that takes time."""

import _socket
import marshal
import os
import signal
import struct
import sys

_, path, *arguments = sys.argv
connection = _socket.socket(_socket.AF_UNIX, _socket.SOCK_STREAM)
connection.connect(path)
request = marshal.dumps((arguments, os.getcwd(), dict(os.environ)))  # noqa: PTH109  (pathlib takes time)
streams = struct.pack("3i", 0, 1, 2)
connection.sendmsg(
    [struct.pack("I", len(request))], [(_socket.SOL_SOCKET, _socket.SCM_RIGHTS, streams)]
)  # the streams come with the first bytes
sent = 0
while sent < len(request):
    sent += connection.send(request[sent:])
(status,) = struct.unpack("i", connection.recv(4))
if status < 0:
    signal.signal(-status, signal.SIG_DFL)
    os.kill(os.getpid(), -status)
os._exit(status)
