"""Images of the size that buildx makes them, as bytes and digests."""

import hashlib
import json

INDEX = "application/vnd.oci.image.index.v1+json"
MANIFEST = "application/vnd.oci.image.manifest.v1+json"
ACCEPT = "Accept: " + ", ".join([
    INDEX, MANIFEST, "application/vnd.docker.distribution.manifest.list.v2+json",
    "application/vnd.docker.distribution.manifest.v2+json"])
CONFIG = "application/vnd.oci.image.config.v1+json"
ARCHITECTURES = ("amd64", "arm64")


def digest_of(data):
    return "sha256:" + hashlib.sha256(data).hexdigest()


def descriptor(media_type, data, **more):
    return {"mediaType": media_type, "digest": digest_of(data), "size": len(data), **more}


def encoded(value):
    return json.dumps(value, indent=2).encode()


def image(number, architecture):
    """(manifest, configuration) of one platform."""
    config = encoded({"os": "linux", "architecture": architecture, "image": number})
    manifest = encoded({"schemaVersion": 2, "mediaType": MANIFEST, "config": descriptor(CONFIG, config), "layers": []})
    return manifest, config


def index(number):
    """An index of two platforms with an attestation each; what it lists is made up."""
    entries, attestations = [], []
    for architecture in ARCHITECTURES:
        child = b"%d %s" % (number, architecture.encode())
        entries.append({"mediaType": MANIFEST, "digest": digest_of(child), "size": 1621,
                        "platform": {"architecture": architecture, "os": "linux"}})
        attestations.append({
            "mediaType": MANIFEST, "digest": digest_of(child + b" attestation"), "size": 566,
            "annotations": {"vnd.docker.reference.digest": entries[-1]["digest"],
                            "vnd.docker.reference.type": "attestation-manifest"},
            "platform": {"architecture": "unknown", "os": "unknown"}})
    return encoded({"schemaVersion": 2, "mediaType": INDEX, "manifests": entries + attestations})
