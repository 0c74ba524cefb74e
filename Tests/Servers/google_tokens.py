"""What issues access tokens at Google, as far as the tests need it: the token endpoint for service accounts and refresh
tokens, the metadata server, the token exchange of workload identity federation, and the IAM Credentials API.

Assertions are verified by PyJWT and by google-auth, one after the other. Every service account has the same key; what a
test wants of an account of its own it says with POST /_test/accounts/EMAIL, and reads with GET how often it was asked.
"""

import datetime
import json
import secrets
import time
from urllib.parse import parse_qs, unquote

import google.auth.jwt
import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from http_server import Response

JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer"
TOKEN_EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange"
KEY_ID = "5f0a2b"
DEFAULT_ACCOUNT = "distributary@test-project.iam.gserviceaccount.com"
METADATA_PATH = "/computeMetadata/v1/instance/service-accounts/default/token"


class Refusal(Exception):
    def __init__(self, status, error, description=""):
        self.response = Response.of_json(status, {"error": error, "error_description": description})


class TokenService:
    def __init__(self, base):
        self.base = base
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.public_pem = self.key.public_key().public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        # Tokens: when they end, whose they are, what they are for.
        self.tokens = {}
        self.settings = {}
        self.requests = {}

    def credentials(self, account=DEFAULT_ACCOUNT):
        """What the console gives for a service account's key."""
        pem = self.key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        return {
            "type": "service_account",
            "project_id": "test-project",
            "private_key_id": KEY_ID,
            "private_key": pem.decode(),
            "client_email": account,
            "client_id": "1",
            "token_uri": f"{self.base}/token",
        }

    def account_of(self, request, scope):
        """Whose valid token for the scope a request carries; None if it has none."""
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        end, account, scopes = self.tokens.get(token, (0, None, []))
        is_valid = scheme == "Bearer" and time.time() < end and scope & set(scopes)
        return account if is_valid else None

    def handle(self, request):
        """A response where the request is for this service."""
        try:
            if request.path.startswith("/_test/accounts/"):
                return self.control(request, unquote(request.path.removeprefix("/_test/accounts/")))
            if request.path == METADATA_PATH:
                return self.metadata(request)
            if request.method == "POST" and request.path == "/token":
                return self.token(self.form(request))
            if request.method == "POST" and request.path == "/v1/token":
                return self.exchange(self.form(request))
            if request.method == "POST" and request.path.endswith(":generateAccessToken"):
                return self.impersonate(request)
        except Refusal as refusal:
            return refusal.response
        return None

    def control(self, request, account):
        if request.method == "POST":
            settings = json.loads(request.body)
            if settings.pop("revoke", False):
                self.tokens = {token: held for token, held in self.tokens.items() if held[1] != account}
            self.settings.setdefault(account, {}).update(settings)
        return Response.of_json(200, {"requests": self.requests.get(account, 0)})

    def form(self, request):
        if request.headers.get("content-type") != "application/x-www-form-urlencoded":
            raise Refusal(400, "invalid_request", "The form is not declared as one.")
        pairs = parse_qs(request.body.decode(), strict_parsing=True)
        if any(len(values) > 1 for values in pairs.values()):
            raise Refusal(400, "invalid_request", "A parameter comes twice.")
        return {name: values[0] for name, values in pairs.items()}

    def issue(self, account, scopes):
        self.requests[account] = self.requests.get(account, 0) + 1
        settings = self.settings.get(account, {})
        if status := settings.get("status"):
            raise Refusal(status, settings.get("error", "internal_failure"), settings.get("description", ""))
        lifetime = settings.get("lifetime", 3600)
        token = "ya29." + secrets.token_urlsafe(32)
        self.tokens[token] = (time.time() + lifetime, account, scopes)
        return token, lifetime

    def granted(self, account, scopes, **more):
        token, lifetime = self.issue(account, scopes)
        return Response.of_json(200, {"access_token": token, "expires_in": lifetime, "token_type": "Bearer", **more})

    def token(self, form):
        if form.get("grant_type") == "refresh_token":
            if form.get("client_secret") != "client-secret":
                raise Refusal(401, "invalid_client", "Unauthorized")
            account, _, word = form.get("refresh_token", "").partition("|")
            if word != "refresh":
                raise Refusal(400, "invalid_grant", "Token has been expired or revoked.")
            return self.granted(account, ["https://www.googleapis.com/auth/cloud-platform"])
        if form.get("grant_type") != JWT_BEARER:
            raise Refusal(400, "unsupported_grant_type", "Invalid grant_type")
        claims = self.claims(form.get("assertion", ""))
        return self.granted(claims["iss"], claims["scope"].split())

    def claims(self, assertion):
        # Google's Python library names its own endpoint whatever the file says, others the file's.
        audience = [f"{self.base}/token", "https://oauth2.googleapis.com/token"]
        try:
            if jwt.get_unverified_header(assertion) != {"alg": "RS256", "typ": "JWT", "kid": KEY_ID}:
                raise Refusal(400, "invalid_grant", "Invalid JWT: the header is another one.")
            required = ["exp", "iat", "iss", "aud", "scope"]
            claims = jwt.decode(
                assertion, self.public_pem, algorithms=["RS256"], audience=audience, options={"require": required}
            )
            google.auth.jwt.decode(assertion, certs={KEY_ID: self.public_pem}, audience=audience)
        except (jwt.InvalidTokenError, ValueError, google.auth.exceptions.GoogleAuthError) as error:
            raise Refusal(400, "invalid_grant", "Invalid JWT Signature.") from error
        if claims["exp"] - claims["iat"] > 3600 or not claims["iss"].endswith(".iam.gserviceaccount.com"):
            raise Refusal(400, "invalid_grant", "Invalid JWT: Token must be a short-lived token (60 minutes).")
        return claims

    def metadata(self, request):
        if request.headers.get("metadata-flavor") != "Google":
            return Response(403, {"Metadata-Flavor": "Google"}, b"Missing Metadata-Flavor:Google header.")
        scopes = request.query().get("scopes", "").split(",")
        try:
            response = self.granted("default", scopes)
        except Refusal as refusal:
            response = refusal.response
        response.headers["Metadata-Flavor"] = "Google"
        return response

    def exchange(self, form):
        if form.get("grant_type") != TOKEN_EXCHANGE or not form.get("audience", "").startswith("//iam.googleapis.com/"):
            raise Refusal(400, "invalid_request", "Invalid grant_type or audience")
        if form.get("requested_token_type") != "urn:ietf:params:oauth:token-type:access_token":
            raise Refusal(400, "invalid_request", "Invalid requested_token_type")
        if form.get("subject_token_type") != "urn:ietf:params:oauth:token-type:jwt":
            raise Refusal(400, "invalid_request", "Invalid subject_token_type")
        account, _, word = form.get("subject_token", "").partition("|")
        if word != "subject":
            raise Refusal(400, "invalid_grant", "The given credential is rejected by the attribute condition.")
        return self.granted(
            account,
            form.get("scope", "").split(),
            issued_token_type="urn:ietf:params:oauth:token-type:access_token",
        )

    def impersonate(self, request):
        if not self.account_of(request, {"https://www.googleapis.com/auth/cloud-platform"}):
            return Response.of_json(401, {"error": {"code": 401, "status": "UNAUTHENTICATED", "message": "no"}})
        body = json.loads(request.body)
        account = unquote(request.path.rpartition("/")[2].removesuffix(":generateAccessToken"))
        if account.startswith("forbidden"):
            return Response.of_json(403, {"error": {"code": 403, "status": "PERMISSION_DENIED", "message": "no"}})
        token, lifetime = self.issue(account, body["scope"])
        end = datetime.datetime.now(datetime.UTC) + datetime.timedelta(seconds=lifetime)
        return Response.of_json(200, {"accessToken": token, "expireTime": end.strftime("%Y-%m-%dT%H:%M:%SZ")})
