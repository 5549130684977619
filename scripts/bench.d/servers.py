"""Real registries for measurements, on loopback: Debian's docker-registry, nginx with TLS and HTTP/2, and a proxy that adds latency."""

import asyncio
import pathlib
import re
import socket
import subprocess
import sys
import threading
import time

from samples import INDEX, MANIFEST, CONFIG, digest_of


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Content:
    """Content for a registry: {(repository, tag): index}, {(repository, tag): (manifest, configuration)}."""

    def __init__(self, indexes, singles):
        self.indexes, self.singles = indexes, singles

    def manifests(self):
        for (repository, tag), data in self.indexes.items():
            yield repository, tag, INDEX, data
        for (repository, tag), (data, _) in self.singles.items():
            yield repository, tag, MANIFEST, data

    def blobs(self):
        for (repository, _), (_, config) in self.singles.items():
            yield repository, CONFIG, config


class Server:
    """A program that is stopped after the measurement. Its log has one line per request."""

    def __init__(self, command, log, port):
        self.log, self.port = log, port
        with open(log, "wb") as output, open(log.with_suffix(".err"), "wb") as errors:
            self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=output, stderr=errors)
        for _ in range(300):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            if self.process.poll() is not None:
                sys.exit("error: %s ended: %s" % (command[0], log.with_suffix(".err").read_text()[-500:]))
            time.sleep(0.02)
        self.seen = 0

    def requests(self):
        """The log lines since the last call."""
        for _ in range(50):
            time.sleep(0.02)
            size = self.log.stat().st_size
            if size == getattr(self, "size", None):
                break
            self.size = size
        with open(self.log, "rb") as log:
            log.seek(self.seen)
            text = log.read()
        self.seen += len(text)
        return [line for line in text.decode(errors="replace").splitlines() if "/v2/" in line]

    def stop(self):
        self.process.terminate()
        self.process.wait()


class DistributionRegistry(Server):
    """docker-registry. Its storage is written directly, because pushing 10,000 images takes minutes."""

    scheme = "http"

    def __init__(self, folder, content):
        port = free_port()
        root = folder / "storage"
        for repository, tag, _, data in content.manifests():
            self.put(root, data)
            place = root / "docker/registry/v2/repositories" / repository / "_manifests"
            digest = digest_of(data)
            for link in (place / "revisions/sha256" / digest[7:], place / "tags" / tag / "current",
                         place / "tags" / tag / "index/sha256" / digest[7:]):
                self.link(link, digest)
        for repository, _, data in content.blobs():
            self.put(root, data)
            digest = digest_of(data)
            self.link(root / "docker/registry/v2/repositories" / repository / "_layers/sha256" / digest[7:], digest)
        config = folder / "registry.yml"
        config.write_text(
            "version: 0.1\nlog: { level: error, accesslog: { disabled: false } }\n"
            "storage: { filesystem: { rootdirectory: '%s' }, maintenance: { uploadpurging: { enabled: false } } }\n"
            "http: { addr: '127.0.0.1:%d', secret: loopback }\n" % (root, port))
        super().__init__(["docker-registry", "serve", str(config)], folder / "registry.log", port)

    @staticmethod
    def put(root, data):
        place = root / "docker/registry/v2/blobs/sha256" / digest_of(data)[7:9] / digest_of(data)[7:]
        place.mkdir(parents=True, exist_ok=True)
        (place / "data").write_bytes(data)

    @staticmethod
    def link(place, digest):
        place.mkdir(parents=True, exist_ok=True)
        (place / "link").write_text(digest)


class Nginx(Server):
    """The same images as files served by nginx over TLS and HTTP/2, with its own certificate authority."""

    scheme = "https"

    def __init__(self, folder, content):
        port = free_port()
        self.authority = folder / "ca.pem"
        for command in (
            "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout ca.key -out ca.pem -subj /CN=bench -days 2",
            "req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout own.key -out own.csr -subj /CN=own"
            " -addext subjectAltName=IP:127.0.0.1",
            "x509 -req -in own.csr -CA ca.pem -CAkey ca.key -CAcreateserial -out own.pem -days 2 -copy_extensions copy",
        ):
            subprocess.run(["openssl", *command.split(" ")], cwd=folder, check=True, stderr=subprocess.DEVNULL)
        digests, types = [], []
        for repository, tag, media_type, data in content.manifests():
            place = folder / "files/v2" / repository / "manifests"
            place.mkdir(parents=True, exist_ok=True)
            for name in (tag, digest_of(data)):
                (place / name).write_bytes(data)
                path = "/v2/%s/manifests/%s" % (repository, name)
                digests.append("%s %s;\n" % (path, digest_of(data)))
                if media_type != INDEX:
                    types.append("%s %s;\n" % (path, media_type))
        for repository, media_type, data in content.blobs():
            place = folder / "files/v2" / repository / "blobs"
            place.mkdir(parents=True, exist_ok=True)
            (place / digest_of(data)).write_bytes(data)
            types.append("/v2/%s/blobs/%s application/octet-stream;\n" % (repository, digest_of(data)))
        (folder / "digests").write_text("".join(digests))
        (folder / "types").write_text("".join(types))
        config = folder / "nginx.conf"
        config.write_text(f"""
            daemon off;
            master_process off;
            pid {folder}/nginx.pid;
            events {{ worker_connections 1024; }}
            http {{
                log_format plain '$connection $server_protocol $request_method $uri $status';
                access_log {folder}/nginx.log plain;
                client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
                fastcgi_temp_path {folder}/fastcgi; uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
                keepalive_requests 1000000;
                open_file_cache max=50000 inactive=600s;
                tcp_nodelay on;
                map_hash_max_size 262144;
                map_hash_bucket_size 256;
                types_hash_max_size 64;
                map $uri $digest {{ include {folder}/digests; }}
                map $uri $type {{ default {INDEX}; include {folder}/types; }}
                server {{
                    listen 127.0.0.1:{port} ssl http2 backlog=1024;
                    ssl_certificate {folder}/own.pem;
                    ssl_certificate_key {folder}/own.key;
                    root {folder}/files;
                    types {{ }}
                    default_type "";
                    location / {{ add_header Docker-Content-Digest $digest; add_header Content-Type $type; }}
                }}
            }}
            """)
        super().__init__(
            ["/usr/sbin/nginx", "-p", str(folder), "-c", str(config), "-e", str(folder / "nginx.err")],
            folder / "nginx.log", port)

    def connections(self, lines):
        return len({line.split(" ")[0] for line in lines})


class LongWay(threading.Thread):
    """Forwards bytes to `port` and back, each piece delayed by half the latency."""

    def __init__(self, port, latency):
        super().__init__(daemon=True)
        self.target, self.delay, self.port = port, latency / 2, free_port()
        self.ready = threading.Event()

    def run(self):
        asyncio.run(self.serve())

    async def serve(self):
        server = await asyncio.start_server(self.connected, "127.0.0.1", self.port, backlog=1024, limit=1 << 20)
        self.ready.set()
        await server.serve_forever()

    async def connected(self, reader, writer):
        far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self.target, limit=1 << 20)
        await asyncio.gather(self.carry(reader, far_writer), self.carry(far_reader, writer), return_exceptions=True)

    async def carry(self, reader, writer):
        loop = asyncio.get_running_loop()

        def write(data):
            if not writer.is_closing():
                writer.write(data)

        while data := await reader.read(1 << 18):
            loop.call_later(self.delay, write, data)
        loop.call_later(self.delay, writer.close)


def count(lines, pattern):
    return sum(1 for line in lines if re.search(pattern, line))
