"""The ways one telephone number is written, so that an index can find it however it was typed. Pure."""

from dispatch.premises import plain_number


def written_as(number: str) -> frozenset[str]:
    """The number as told, as digits, international, and in three groups as people write it in Korea."""
    plain = plain_number(number)
    ways = {number.strip(), plain}
    if plain.startswith("0") and 9 <= len(plain) <= 11:
        area = plain[:2] if plain.startswith("02") else plain[:3]
        groups = (area, plain[len(area) : -4], plain[-4:])
        abroad = ("+82", area[1:], *groups[1:])
        ways |= {sign.join(one) for sign in ("-", " ") for one in (groups, abroad)} | {"+82" + plain[1:]}
    return frozenset(ways)
