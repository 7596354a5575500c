# SPDX-License-Identifier: Apache-2.0
"""Ed25519 in whole numbers (Bernstein, Duif, Lange, Schwabe and Yang, 2012; RFC 8032), to check OpenSSL's from outside. Slow, and
not safe against those who measure its time: for tests alone."""
import hashlib

_PRIME = 2**255 - 19
_ORDER = 2**252 + 27742317777372353535851937790883648493
_D = -121665 * pow(121666, -1, _PRIME) % _PRIME
_ROOT = pow(2, (_PRIME - 1) // 4, _PRIME)  # of -1


def _hash(data):
    return int.from_bytes(hashlib.sha512(data).digest(), "little")


def _x_of(y, odd):
    """The x with y on the curve -x^2 + y^2 = 1 + d x^2 y^2; None when there is none."""
    if y >= _PRIME:
        return None
    square = (y * y - 1) * pow(_D * y * y + 1, -1, _PRIME) % _PRIME
    x = pow(square, (_PRIME + 3) // 8, _PRIME)
    if x * x % _PRIME != square:
        x = x * _ROOT % _PRIME
    if x * x % _PRIME != square or (x == 0 and odd):
        return None
    return _PRIME - x if x % 2 != odd else x


_BASE_Y = 4 * pow(5, -1, _PRIME) % _PRIME
_BASE = (_x_of(_BASE_Y, 0), _BASE_Y)


def _extended(point):
    return (*point, 1, point[0] * point[1] % _PRIME)


def _add(p, q):
    a = (p[1] - p[0]) * (q[1] - q[0]) % _PRIME
    b = (p[1] + p[0]) * (q[1] + q[0]) % _PRIME
    c = 2 * _D * p[3] * q[3] % _PRIME
    d = 2 * p[2] * q[2] % _PRIME
    e, f, g, h = b - a, d - c, d + c, b + a
    return (e * f % _PRIME, g * h % _PRIME, f * g % _PRIME, e * h % _PRIME)


def _times(number, point):
    result = (0, 1, 1, 0)
    while number:
        if number & 1:
            result = _add(result, point)
        point = _add(point, point)
        number >>= 1
    return result


def _encode(point):
    inverse = pow(point[2], -1, _PRIME)
    x, y = point[0] * inverse % _PRIME, point[1] * inverse % _PRIME
    return (y | (x & 1) << 255).to_bytes(32, "little")


def _decode(data):
    number = int.from_bytes(data, "little")
    y = number & (1 << 255) - 1
    x = _x_of(y, number >> 255)
    return None if x is None else _extended((x, y))


def _expand(secret):
    digest = hashlib.sha512(secret).digest()
    scalar = int.from_bytes(digest[:32], "little") & (1 << 254) - 8 | 1 << 254
    return scalar, digest[32:]


def public_key(secret):
    return _encode(_times(_expand(secret)[0], _extended(_BASE)))


def sign(secret, message):
    scalar, prefix = _expand(secret)
    nonce = _hash(prefix + message) % _ORDER
    commitment = _encode(_times(nonce, _extended(_BASE)))
    challenge = _hash(commitment + public_key(secret) + message) % _ORDER
    return commitment + ((nonce + challenge * scalar) % _ORDER).to_bytes(32, "little")


def verify(key, message, signature):
    point, commitment = _decode(key), _decode(signature[:32])
    answer = int.from_bytes(signature[32:], "little")
    if len(signature) != 64 or point is None or commitment is None or answer >= _ORDER:
        return False
    challenge = _hash(signature[:32] + key + message) % _ORDER
    return _encode(_times(answer, _extended(_BASE))) == _encode(_add(commitment, _times(challenge, point)))
