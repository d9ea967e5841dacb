"""Makes the certificate authority of a federation on loopback, and one server certificate under it.

Usage: certificates.py DIR. Writes ca.crt, server.crt and server.key. `cryptography` comes with Synapse.
"""

import datetime
import ipaddress
import os
import sys

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

folder = sys.argv[1]
start = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(days=2)
end = start + datetime.timedelta(days=365)


def name(text):
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def builder(subject, public_key):
    return (
        x509.CertificateBuilder()
        .subject_name(name(subject))
        .issuer_name(name("Federpost loopback CA"))
        .public_key(public_key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(end)
    )


def write(file, data):
    with os.fdopen(os.open(os.path.join(folder, file), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
        out.write(data)


ca_key = ec.generate_private_key(ec.SECP256R1())
key = ec.generate_private_key(ec.SECP256R1())
ca_key_id = x509.SubjectKeyIdentifier.from_public_key(ca_key.public_key())
ca = (
    builder("Federpost loopback CA", ca_key.public_key())
    .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    .add_extension(x509.KeyUsage(False, False, False, False, False, True, True, False, False), critical=True)
    .add_extension(ca_key_id, critical=False)
    .sign(ca_key, hashes.SHA256())
)
names = [x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
server = (
    builder("localhost", key.public_key())
    .add_extension(x509.SubjectAlternativeName(names), critical=False)
    .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
    .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
    .add_extension(x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(ca_key_id), critical=False)
    .sign(ca_key, hashes.SHA256())
)
pem = serialization.Encoding.PEM
write("ca.crt", ca.public_bytes(pem))
write("server.crt", server.public_bytes(pem))
write("server.key", key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))
