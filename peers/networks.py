"""Stands in for Neutron where only the OpenStack client asks it, for the id of a name: each has one.

Arguments: address, port.
"""

import http.server
import json
import sys
import urllib.parse
import uuid

SINGULAR_ENDS = {"qos/policies": "policies"}


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        url = urllib.parse.urlparse(self.path)
        collection = url.path.removeprefix("/v2.0/").strip("/")
        query = urllib.parse.parse_qs(url.query)
        wanted = (query.get("id") or query.get("name") or [""])[0]
        rows = [{"id": id_of(wanted), "name": wanted}] if wanted else []
        key = SINGULAR_ENDS.get(collection, collection).replace("-", "_")
        body = json.dumps({key: rows} if collection else {"versions": []}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, form, *words):
        pass


def id_of(name):
    try:
        return str(uuid.UUID(name))
    except ValueError:
        return str(uuid.uuid5(uuid.NAMESPACE_DNS, name))


http.server.ThreadingHTTPServer((sys.argv[1], int(sys.argv[2])), Handler).serve_forever()
