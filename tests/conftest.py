"""What all tests share, and a PostgreSQL server that is started for those that need one."""

import os
import pwd
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest
from hypothesis import settings

# The machines that run these tests are shared: a slow example is no failure.
settings.register_profile("copydesk", deadline=None)
settings.load_profile("copydesk")


def _server_binaries():
    """The folder of initdb and postgres; Debian keeps it off the path."""
    found = shutil.which("initdb")
    places = [Path(found).resolve().parent] if found else []
    places += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((place for place in places if (place / "postgres").exists()), None)


@pytest.fixture(scope="session")
def server():
    """A PostgreSQL server on a socket in a folder of its own; the address of its database `postgres`."""
    binaries = _server_binaries()
    if binaries is None:
        if os.environ.get("COPYDESK_POSTGRESQL") == "required":
            pytest.fail("PostgreSQL is not installed")
        pytest.skip("PostgreSQL is not installed: no initdb on the path or in /usr/lib/postgresql")
    folder = Path(tempfile.mkdtemp(prefix="copydesk-pg-"))
    # the server refuses to run as root
    user = {"user": "postgres", "group": "postgres", "extra_groups": []} if os.getuid() == 0 else {}
    if user:
        owner = pwd.getpwnam("postgres")
        os.chown(folder, owner.pw_uid, owner.pw_gid)

    def run(*command):
        subprocess.run(command, check=True, cwd=folder, stdout=subprocess.DEVNULL, timeout=120, **user)

    data, options = folder / "data", f"-k {folder} -c listen_addresses= -c fsync=off"
    try:
        run(binaries / "initdb", "-D", data, "-A", "trust", "-U", "copydesk", "--no-sync")
        run(binaries / "pg_ctl", "-D", data, "-o", options, "-l", folder / "log", "-w", "start")
        yield f"postgresql://copydesk@/postgres?host={folder}"
        run(binaries / "pg_ctl", "-D", data, "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
