"""A learning platform that logs people in at the hub: the platform's side of an LTI 1.3 launch.

The three steps are those of https://www.imsglobal.org/spec/security/v1p0/#platform-originating-messages
and the claims those of https://www.imsglobal.org/spec/lti/v1p3#required-message-claims.
"""

from __future__ import annotations

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import jwt
import requests
from cryptography.hazmat.primitives.asymmetric import rsa

CLAIM = "https://purl.imsglobal.org/spec/lti/claim/"
CLIENT = "10000000000001"


class Lms:
    """Signs with a key of its own, whose public half the hub asks for at `jwks`."""

    def __init__(self) -> None:
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key()))
        keys = json.dumps({"keys": [public | {"kid": "1", "use": "sig", "alg": "RS256"}]}).encode()

        class Answer(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.end_headers()
                self.wfile.write(keys)

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.address = f"http://127.0.0.1:{self.server.server_port}"
        self.traits = {
            "issuer": self.address,
            "authorize_url": f"{self.address}/authorize",
            "jwks_endpoint": f"{self.address}/jwks",
            "client_id": [CLIENT],
        }

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()

    def launch(
        self, hub: str, person: str, *, key: rsa.RSAPrivateKey | None = None, **changed: object
    ) -> tuple[requests.Session, requests.Response]:
        """Follow the link to the hub as a person whom the platform knows.

        Args:
            hub: the hub's address, `http://127.0.0.1:1234`.
            person: the platform's unchanging id of the person, the claim `sub`.
            key: sign with this one instead of the platform's.
            changed: claims to change.
        """
        browser = requests.Session()
        begun = browser.post(
            f"{hub}/hub/lti13/oauth_login",
            data={
                "iss": self.address,
                "login_hint": person,
                "target_link_uri": f"{hub}/hub/home",
                "client_id": CLIENT,
            },
            allow_redirects=False,
            timeout=20,
        )
        asked = urlsplit(begun.headers["Location"])
        assert begun.headers["Location"].startswith(self.traits["authorize_url"])
        query = {name: values[0] for name, values in parse_qs(asked.query).items()}
        now = int(time.time())
        claims: dict[str, object] = {
            "iss": self.address,
            "aud": CLIENT,
            "sub": person,
            "iat": now,
            "exp": now + 60,
            "nonce": query["nonce"],
            f"{CLAIM}message_type": "LtiResourceLinkRequest",
            f"{CLAIM}version": "1.3.0",
            f"{CLAIM}deployment_id": "1",
            f"{CLAIM}target_link_uri": f"{hub}/hub/home",
            f"{CLAIM}resource_link": {"id": "1"},
            f"{CLAIM}roles": [],
        } | changed
        token = jwt.encode(claims, key or self.key, algorithm="RS256", headers={"kid": "1"})
        answer = browser.post(
            query["redirect_uri"],
            data={"id_token": token, "state": query["state"]},
            allow_redirects=False,
            timeout=20,
        )
        return browser, answer
