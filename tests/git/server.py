#!/usr/bin/env python3
"""Bare repositories over smart HTTP, by git's own http-backend, with faults on demand.

usage: server.py ROOT [LOG]; prints its port. Paths:
  /plain/NAME.git       as it is
  /auth/NAME.git        user "robot", password "s3cret!"
  /moved/NAME.git       redirects to another host (the one in $MOVED_TO)
  /renamed/NAME.git     redirects to /plain on the same host
  /slow/NAME.git        takes the request and says nothing for a minute
  /endless/NAME.git     an answer without an end
  /broken/NAME.git      500
  /dumb/NAME.git        no filters, no commits by name (uploadpack.allowAnySHA1InWant off, protocol v0)
"""
import base64
import http.server
import os
import ssl
import subprocess
import sys
import time

ROOT = os.path.abspath(sys.argv[1])
LOG = open(sys.argv[2], "a", buffering=1) if len(sys.argv) > 2 else None
LOGIN = "Basic " + base64.b64encode(b"robot:s3cret!").decode()


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = 1 << 16

    def log_message(self, *args):
        if LOG:
            LOG.write("%s %s\n" % (self.command, self.path))

    def plain(self, status, text=b"", **headers):
        self.send_response(status)
        for k, v in headers.items():
            self.send_header(k.replace("_", "-"), v)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def endless(self):
        self.send_response(200)
        kind = "advertisement" if self.command == "GET" else "result"
        self.send_header("Content-Type", "application/x-git-upload-pack-" + kind)
        self.end_headers()
        try:
            while True:
                self.wfile.write(b"0021# this is not much of an end\n" * 2000)
        except OSError:
            pass

    def fault(self, way, rest):
        if way == "auth" and self.headers.get("Authorization") != LOGIN:
            self.plain(401, WWW_Authenticate='Basic realm="git"')
        elif way == "moved":
            self.plain(302, Location=os.environ["MOVED_TO"] + "/plain/" + rest)
        elif way == "renamed":
            self.plain(301, Location="/plain/" + rest)
        elif way == "broken":
            self.plain(500, b"no")
        elif way == "slow":
            time.sleep(60)
        elif way == "endless":
            self.endless()
        else:
            return False
        return True

    def body(self):
        if self.headers.get("Transfer-Encoding", "") == "chunked":
            data = b""
            while True:
                n = int(self.rfile.readline().split(b";")[0], 16)
                data += self.rfile.read(n)
                self.rfile.readline()
                if n == 0:
                    return data
        return self.rfile.read(int(self.headers.get("Content-Length") or 0))

    def serve(self):
        data = self.body() if self.command == "POST" else b""
        way, _, rest = self.path.lstrip("/").partition("/")
        if self.fault(way, rest):
            return
        path, _, query = rest.partition("?")
        env = {
            "PATH": os.environ["PATH"], "GIT_PROJECT_ROOT": ROOT, "GIT_HTTP_EXPORT_ALL": "1",
            "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": "/dev/null", "HOME": "/nonexistent",
            "GIT_CONFIG_COUNT": "3", "GIT_CONFIG_KEY_0": "safe.directory", "GIT_CONFIG_VALUE_0": "*",
            "GIT_CONFIG_KEY_1": "uploadpack.allowFilter", "GIT_CONFIG_VALUE_1": "false" if way == "dumb" else "true",
            "GIT_CONFIG_KEY_2": "uploadpack.allowAnySHA1InWant", "GIT_CONFIG_VALUE_2": "false" if way == "dumb" else "true",
            "PATH_INFO": "/" + path, "QUERY_STRING": query, "REQUEST_METHOD": self.command,
            "CONTENT_TYPE": self.headers.get("Content-Type", ""), "CONTENT_LENGTH": str(len(data)),
            "HTTP_CONTENT_ENCODING": self.headers.get("Content-Encoding", ""), "REMOTE_ADDR": "127.0.0.1",
        }
        if way != "dumb":
            env["GIT_PROTOCOL"] = self.headers.get("Git-Protocol", "")
        p = subprocess.run(["git", "http-backend"], input=data, env=env, stdout=subprocess.PIPE,
                           stderr=subprocess.DEVNULL, check=False)
        head, _, answer = p.stdout.partition(b"\r\n\r\n")
        status, headers = 200, {}
        for line in head.decode("latin-1").split("\r\n"):
            k, _, v = line.partition(": ")
            if k == "Status":
                status = int(v.split()[0])
            elif k:
                headers[k] = v
        self.plain(status, answer, **headers)

    do_GET = do_POST = serve


server = http.server.ThreadingHTTPServer(("127.0.0.1", int(os.environ.get("PORT", "0"))), Handler)
server.daemon_threads = True
if os.environ.get("TLS_CERT"):  # certificate and key
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(os.environ["TLS_CERT"])
    server.socket = tls.wrap_socket(server.socket, server_side=True)
print(server.server_address[1], flush=True)
server.serve_forever()
