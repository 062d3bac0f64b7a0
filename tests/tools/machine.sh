# What a fresh Debian or Ubuntu must be given first. Sourced by tests/run; each function says what it could not do.

# Prints the first Python that the project can run on.
find_base_python() {
    local candidate
    for candidate in python3 python3.13 python3.12 python3.11 python3.14 /usr/bin/python3; do
        if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            "$candidate" -c 'import sys; print(sys.executable)'
            return
        fi
    done
    return 1
}

# Installs Debian packages without starting the services that they bring.
install_packages() {
    local policy=/usr/sbin/policy-rc.d added_policy='' status=0
    if [ "$(id -u)" -ne 0 ]; then
        echo "   not root: cannot install $*" >&2
        return 1
    fi
    if ! command -v apt-get >/dev/null; then
        echo "   no apt-get: cannot install $*" >&2
        return 1
    fi
    if [ ! -e "$policy" ]; then
        printf '#!/bin/sh\nexit 101\n' >"$policy"
        chmod +x "$policy"
        added_policy=yes
    fi
    echo "   installing $*"
    { apt-get -qq update &&
        DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends "$@"; } >"$CACHE/apt.log" 2>&1 ||
        status=$?
    [ -z "$added_policy" ] || rm -f "$policy"
    [ "$status" -eq 0 ] || tail -n 5 "$CACHE/apt.log" >&2
    return "$status"
}

# Makes $VENV with the project and $EXTRAS in it; a second run finds it ready.
prepare_venv() {
    local base stamp
    base=$(find_base_python) || install_packages python3 || true
    if ! base=$(find_base_python); then
        echo "   Python 3.11 or newer is needed, and none was found" >&2
        return 1
    fi
    stamp="$base $ROOT $(sha256sum "$ROOT/pyproject.toml" | cut -d ' ' -f 1)"
    if [ "$(cat "$VENV/.stamp" 2>/dev/null)" = "$stamp" ]; then
        [ -z "$EXTRAS" ] || echo "   ${VENV#"$ROOT/"} is up to date, $("$PYTHON" --version)"
        return
    fi
    if ! "$base" -c 'import ensurepip, venv' 2>/dev/null; then
        install_packages python3-venv || {
            echo "   python3-venv is missing: install it, or run as root" >&2
            return 1
        }
    fi
    rm -rf "$VENV"
    "$base" -m venv "$VENV" || return 1
    env -u PIP_USER -u PIP_TARGET -u PIP_PREFIX -u PIP_REQUIRE_VIRTUALENV \
        "$PYTHON" -m pip --disable-pip-version-check --quiet install --progress-bar off --editable "$ROOT$EXTRAS" \
        >"$CACHE/pip.log" 2>&1 || {
        echo "   pip could not install the project and its tools:" >&2
        tail -n 15 "$CACHE/pip.log" >&2
        return 1
    }
    echo "$stamp" >"$VENV/.stamp"
    echo "   installed into ${VENV#"$ROOT/"}, $("$PYTHON" --version)"
}

# Sees to it that a private engine can be started and base images made.
prepare_docker() {
    local missing=() tool
    if [ "$(id -u)" -ne 0 ]; then
        echo "   not root: no private engine can be started" >&2
        return 1
    fi
    for tool in dockerd:docker.io iptables:iptables redis-server:redis-server busybox:busybox-static \
        unshare:util-linux setpriv:util-linux; do
        command -v "${tool%%:*}" >/dev/null || missing+=("${tool##*:}")
    done
    if ! ls "${PYENV_ROOT:-$HOME/.pyenv}"/versions/3.1[12].*/bin/python3 >/dev/null 2>&1; then
        /usr/bin/python3 -c 'import ensurepip, venv, pip' 2>/dev/null || missing+=(python3 python3-pip python3-venv)
    fi
    [ ${#missing[@]} -eq 0 ] || install_packages "${missing[@]}" || return 1
    # Newer releases have the client in a package of its own.
    command -v docker >/dev/null || install_packages docker-cli || return 1
    if ! unshare --net true 2>/dev/null; then
        echo "   this machine lets nobody make a network namespace: no private engine can be started" >&2
        return 1
    fi
}

# Writes a sources list of the next Debian release, from the machine's own list, and prints apt's options for it.
next_release_options() {
    local state=$CACHE/apt-next codename
    codename=$(. /etc/os-release && echo "${VERSION_CODENAME:-}")
    [ "$codename" = bookworm ] || return 1
    mkdir -p "$state/parts" "$state/lists/partial" "$state/archives/partial"
    cat /etc/apt/sources.list.d/debian.sources 2>/dev/null |
        sed -E '/^Suites:/s/bookworm-updates//; s/bookworm/trixie/g' >"$state/parts/next.sources"
    grep -hE '^deb .*bookworm(-security)? ' /etc/apt/sources.list 2>/dev/null |
        sed 's/bookworm/trixie/g' >"$state/parts/next.list"
    printf '%s\n' -o Dir::Etc::SourceList=/dev/null -o "Dir::Etc::SourceParts=$state/parts" \
        -o "Dir::State::Lists=$state/lists" -o "Dir::Cache=$state" -o APT::Sandbox::User=root
}

# Unpacks the engine of the next Debian release, with its containerd, beside the machine's own, and prints where;
# the root folder where the machine's own already has both image stores.
prepare_next_engine() {
    local unpacked=$CACHE/next-engine parts=$CACHE/next-engine.part options=() own
    own=$(dockerd --version | sed -n 's/^Docker version \([0-9]*\)\..*/\1/p')
    if [ "${own:-0}" -ge 24 ]; then
        echo /
        return
    fi
    if [ ! -x "$unpacked/usr/sbin/dockerd" ]; then
        mapfile -t options < <(next_release_options)
        [ ${#options[@]} -gt 0 ] && rm -rf "$parts" && mkdir -p "$parts" || return 1
        (cd "$parts" && apt-get -qq "${options[@]}" update &&
            apt-get -qq "${options[@]}" -o Acquire::Retries=3 download docker.io containerd &&
            for package in ./*.deb; do dpkg -x "$package" . && rm "$package" || exit 1; done) \
            >"$CACHE/next-engine.log" 2>&1 && mv "$parts" "$unpacked" || return 1
    fi
    "$unpacked/usr/sbin/dockerd" --version >>"$CACHE/next-engine.log" 2>&1 && echo "$unpacked"
}

# Copies a plugin of docker's out of the first Debian package that can be had and holds it; further words go to apt.
download_plugin() {
    local name=$1 unpacked=$CACHE/$1 package binary
    shift
    for package in "$name" "$name-v2"; do
        rm -rf "$unpacked" && mkdir -p "$unpacked" || return 1
        (cd "$unpacked" && apt-get -qq "$@" download "$package" && dpkg -x ./*.deb .) || continue
        binary=$(find "$unpacked" -name "$name" -path '*/cli-plugins/*' -type f -perm -u+x | head -n 1)
        [ -z "$binary" ] || cp "$binary" "$CACHE/cli-plugins/"
        rm -rf "$unpacked"
        [ -z "$binary" ] || return 0
    done
    return 1
}

# Puts a plugin of docker's, docker-buildx or docker-compose, into the cache: the machine's own, else a downloaded one.
prepare_plugin() {
    local name=$1 folder=$CACHE/cli-plugins installed options=()
    mkdir -p "$folder" || return 1
    [ ! -x "$folder/$name" ] || return 0
    for installed in /usr/libexec/docker /usr/lib/docker /usr/local/lib/docker /usr/local/libexec/docker; do
        if [ -x "$installed/cli-plugins/$name" ]; then
            ln -sf "$installed/cli-plugins/$name" "$folder/"
            return
        fi
    done
    command -v apt-get >/dev/null || return 1
    {
        download_plugin "$name" && return
        mapfile -t options < <(next_release_options)
        [ ${#options[@]} -gt 0 ] || return 1
        apt-get -qq "${options[@]}" update && download_plugin "$name" "${options[@]}"
    } >"$CACHE/$name.log" 2>&1
}
