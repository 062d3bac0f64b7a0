"""The small shell: what a script writes, and the code it ends with."""

import pytest

from tests.unit.embedded.shell_runs import run


@pytest.mark.long
@pytest.mark.parametrize(
    ("script", "written"),
    [
        ("echo one; echo two", "one\ntwo\n"),
        ("echo $NAME; echo '$NAME'; echo \"$NAME\"", "Ada Lovelace\n$NAME\nAda Lovelace\n"),
        ('for word in $NAME; do echo "[$word]"; done', "[Ada]\n[Lovelace]\n"),
        ('for word in "$NAME"; do echo "[$word]"; done', "[Ada Lovelace]\n"),
        ("echo ${MISSING:-other} ${NAME:+set} ${#NAME}", "other set 12\n"),
        ("file=a.tar.gz; echo ${file%.gz} ${file%%.*} ${file#*.}", "a.tar a tar.gz\n"),
        ("echo $(echo inner) `echo old`", "inner old\n"),
        ("i=0; while [ $i -lt 3 ]; do echo $i; i=$((i+1)); done", "0\n1\n2\n"),
        ("if false; then echo no; elif true; then echo yes; else echo never; fi", "yes\n"),
        ("false && echo no || echo yes; ! false && echo not", "yes\nnot\n"),
        ("yes | head -n 2", "y\ny\n"),
        ("seq 1 5 | grep -v 3 | wc -l", "4\n"),
        ("printf '%s-%s\\n' a b c d", "a-b\nc-d\n"),
        ("(cd /tmp; pwd); pwd", "/tmp\n/\n"),
        ("echo hidden > /dev/null; echo err >&2; echo shown", "shown\n"),
        ("echo a > /tmp/f; echo b >> /tmp/f; cat < /tmp/f", "a\nb\n"),
        ("mkdir -p /x/y; touch /x/y/one /x/y/two; ls /x/y; echo /x/y/*", "one\ntwo\n/x/y/one /x/y/two\n"),
        ('set -- p q; echo $# $2 "$@"', "2 q p q\n"),
        ("sh -c 'echo $0 $1' name arg", "sh arg\n"),
        ("env -u NAME true; A=1 env | grep ^A=", "A=1\n"),
        ("printf 'for i in 1 2\\ndo echo $i\\ndone\\nexit 0\\necho never\\n' | sh", "1\n2\n"),
        ("cat <<EOF\nhello $NAME\nEOF\necho after", "hello Ada Lovelace\nafter\n"),
        ("cat <<'EOF' | wc -l\n$NAME 'quoted'\nEOF", "1\n"),
        ('while read line; do echo "<$line>"; done < /etc/hostname', "<localhost>\n"),
        ("case abc in x|a*) echo one;; *) echo other;; esac", "one\n"),
        ("case x in\n y) echo y ;;\n (x)\n echo x\n ;;\nesac", "x\n"),
        ("case '*' in \"*\") echo literal;; esac; case x in '*') echo wrong;; esac", "literal\n"),
        ("f() { echo $1 $#; return 3; }; f a b; echo $? $#", "a 2\n3 0\n"),
        ("f() (cd /tmp; pwd); f; pwd", "/tmp\n/\n"),
        ('f() { read line; echo "<$line>"; }; echo in | f > /tmp/out; cat /tmp/out', "<in>\n"),
        ("sh -c 'trap \"echo bye\" EXIT; (true); echo hi'; echo after", "hi\nbye\nafter\n"),
        ("sh -c 'trap \"echo bye\" 0; trap - EXIT; echo only'", "only\n"),
        ("printf 'f() {\\necho in f\\n}\\ntrap \"echo bye\" EXIT\\nf\\n' | sh", "in f\nbye\n"),
        ("mkdir -p /x/y; cd /x; sh -c 'cd y; echo $PWD'; sh -c 'echo $PWD'", "/x/y\n/x\n"),
        ("mkdir /x; cd /x; touch b; ln -s b a; ls -a", ".\n..\na\nb\n"),
        (
            "mkdir /x; cd /x; echo one > b; ln -s b a; ls -l",
            "total 4\n"
            "lrwxrwxrwx 1 root root 1 Nov 14  2023 a -> b\n"
            "-rw-r--r-- 1 root root 4 Nov 14  2023 b\n",
        ),
        ("mkdir /x; cd /x; touch a; ls -d . a; ls . a", ".\na\na\n\n.:\na\n"),
        ("for i in 1 2 3; do [ $i = 2 ] && continue; [ $i = 3 ] && break; echo $i; done", "1\n"),
    ],
)
async def test_what_a_script_writes(script: str, written: str) -> None:
    assert (await run(script))[1] == written


@pytest.mark.parametrize(
    ("script", "code"),
    [
        ("exit 3", 3),
        ("true; false", 1),
        ("set -e; false; echo never", 1),
        ("set -e; if false; then :; fi; false || true; exit 5", 5),
        ("nosuchcommand", 127),
        ("h() { exit 7; }; h; echo never", 7),
        ("sh -c 'trap \"exit 9\" EXIT; exit 2'", 9),
        ("sh -c 'trap true EXIT; exit 2'", 2),
        ("case z in a) false;; esac", 0),
        ("echo > /nosuch/file", 2),
        ("case x in x) true;& esac", 2),
        ("echo a (b)", 2),
        ("cat /nowhere", 1),
        ("if true", 2),
        ("echo 'open", 2),
    ],
)
async def test_the_code_it_ends_with(script: str, code: int) -> None:
    assert (await run(script))[0] == code


async def test_it_says_what_it_does_not_know() -> None:
    assert (await run("nosuchcommand"))[2] == "/bin/sh: 1: nosuchcommand: not found\n"
    assert "does not simulate" in (await run("perl -e 1"))[2]


@pytest.mark.parametrize(
    ("script", "told"),
    [
        ("rmdir /etc", "rmdir: failed to remove '/etc': Directory not empty\n"),
        ("touch /no/such", "touch: cannot touch '/no/such': No such file or directory\n"),
        ("cp /nosuch /x", "cp: cannot stat '/nosuch': No such file or directory\n"),
        ("tail -n 1 /nosuch", "tail: cannot open '/nosuch' for reading: No such file or directory\n"),
        ("ls /nosuch", "ls: cannot access '/nosuch': No such file or directory\n"),
    ],
)
async def test_what_cannot_be_done_with_files(script: str, told: str) -> None:
    code, output, errors = await run(script)
    assert (code != 0, output, errors) == (True, "", told)


async def test_who_runs_it_matters() -> None:
    assert (await run("id -u; whoami", user="nobody"))[1] == "65534\nnobody\n"
    assert (await run("apt-get update", user="nobody"))[0] == 100


@pytest.mark.parametrize(
    ("user", "script", "written"),
    [
        ("1234:5678", "id; id -u; id -g", "uid=1234 gid=5678 groups=5678\n1234\n5678\n"),
        ("1234", "id", "uid=1234 gid=0(root) groups=0(root)\n"),
        ("nobody:daemon", "id -gn", "daemon\n"),
        (
            "",
            "id nobody; id -un 65534",
            "uid=65534(nobody) gid=65534(nogroup) groups=65534(nogroup)\nnobody\n",
        ),
    ],
)
async def test_id_tells_of_the_user_asked_for(user: str, script: str, written: str) -> None:
    assert await run(script, user) == (0, written, "")


@pytest.mark.parametrize(
    ("user", "script", "told"),
    [
        ("", "id nosuchuser", "id: 'nosuchuser': no such user\n"),
        ("", "id 4321", "id: '4321': no such user\n"),
        ("1234", "whoami", "whoami: cannot find name for user ID 1234\n"),
    ],
)
async def test_a_user_without_a_name_is_not_given_one(user: str, script: str, told: str) -> None:
    assert await run(script, user) == (1, "", told)


async def test_packages_that_are_known_are_installed_and_others_refused() -> None:
    assert (await run("apt-get update && apt-get install -y curl && which curl"))[1].endswith(
        "/usr/bin/curl\n"
    )
    code, _, errors = await run("apt-get install -y no-such-thing")
    assert (code, errors) == (100, "E: Unable to locate package no-such-thing\n")


@pytest.mark.parametrize(
    ("script", "code"),
    [
        ("f() { f; }; f", 2),
        ("f() { f; }; f | cat", 0),
        ("f() { $(f); }; f", 0),
        ("(" * 2000 + "true" + ")" * 2000, 2),
    ],
)
async def test_what_calls_itself_for_ever_ends(script: str, code: int) -> None:
    found, _, errors = await run(script)
    assert found == code
    assert "Maximum function recursion depth reached" in errors
