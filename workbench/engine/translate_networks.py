"""What the engine says of networks and volumes, as domain values."""

from workbench.domain.networks import Network, NetworkMember, Volume
from workbench.domain.raw import Raw


def listed_network(raw: Raw, members: tuple[NetworkMember, ...] | None = None) -> Network:
    """One entry of the network list; lists do not tell the members."""
    return Network(
        id=raw.text("Id"),
        name=raw.text("Name"),
        driver=raw.text("Driver"),
        scope=raw.text("Scope"),
        internal=raw.flag("Internal"),
        created_at=raw.moment("Created"),
        subnets=tuple(
            each.text("Subnet") for each in raw.child("IPAM").children("Config") if each.text("Subnet")
        ),
        labels=raw.pairs("Labels"),
        members=members,
    )


def network_members(raw: Raw) -> tuple[NetworkMember, ...]:
    """The containers on an inspected network, by name."""
    found = (
        NetworkMember(container_id, place.text("Name"), _address(place), place.text("MacAddress"))
        for container_id, place in raw.named_children("Containers")
    )
    return tuple(sorted(found, key=lambda member: member.container_name))


def listed_volume(raw: Raw) -> Volume:
    """One entry of the volume list, or of the disk use, which tells size and use besides."""
    usage = raw.child("UsageData")
    size_bytes, references = usage.number("Size", -1), usage.number("RefCount", -1)
    return Volume(
        name=raw.text("Name"),
        driver=raw.text("Driver"),
        mountpoint=raw.text("Mountpoint"),
        created_at=raw.moment("CreatedAt"),
        labels=raw.pairs("Labels"),
        size_bytes=None if size_bytes < 0 else size_bytes,
        reference_count=None if references < 0 else references,
    )


def _address(place: Raw) -> str:
    """The address without the length of its prefix."""
    return (place.text("IPv4Address") or place.text("IPv6Address")).partition("/")[0]
