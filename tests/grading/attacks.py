"""Programs that try to leave the sandbox, to read the key, to forge a grade, or to stop the grader.

Each defines `f(secret)`, where `secret` is the path of a file that stands for the key. A program that got what it
wanted returns "ESCAPED"; what else it may have left behind is looked for from outside.
"""

SYSCALL = """
import ctypes, os, platform
libc = ctypes.CDLL(None, use_errno=True)
def call(number, *arguments):
    found = libc.syscall(ctypes.c_long(number), *(ctypes.c_long(a) for a in arguments))
    if found < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return found
"""
FDS = """
import os, json
def say(data):
    for fd in range(3, 64):
        try:
            os.write(fd, data)
        except OSError:
            pass
"""

# name: body of f(secret), after a prelude; each line as in a student's file
BODIES = {
    "connect to this machine": "import socket; socket.create_connection(('127.0.0.1', 22), 1); return 'ESCAPED'",
    "send to the network": "import socket; s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)\n"
    "    s.sendto(b'x', ('8.8.8.8', 53)); return 'ESCAPED'",
    "abstract unix socket": "import socket; socket.socket(socket.AF_UNIX).bind('\\0x'); return 'ESCAPED'",
    "netlink socket": "import socket; socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0); return 'ESCAPED'",
    "fetch a page": "import urllib.request as u; u.urlopen('http://127.0.0.1/', timeout=1); return 'ESCAPED'",
    "read the shadow file": "open('/etc/shadow').read(); return 'ESCAPED'",
    "read the key": "open(secret).read(); return 'ESCAPED'",
    "list the key's folder": "import os; os.listdir(os.path.dirname(secret)); return 'ESCAPED'",
    "read root's home": "import os\n    return 'ESCAPED' if [n for n in os.listdir('/root') if n != '.pyenv'] else ''",
    "import backproof": "import backproof; return 'ESCAPED'",
    "import backproof from the key's folder": "import sys, os; sys.path.insert(0, os.path.dirname(secret))\n"
    "    import backproof; return 'ESCAPED'",
    "import the judge's parent packages": "import sympy; return 'ESCAPED'",
    "search the disk for the key": "import os\n    wanted = os.path.basename(secret)\n"
    "    for top in ('/tmp', '/root', '/home', '/autograder', '/var'):\n"
    "        for folder, _, names in os.walk(top):\n"
    "            if wanted in names:\n                open(os.path.join(folder, wanted)).read(); return 'ESCAPED'",
    "write the result file": "open(secret, 'w').write('{}'); return 'ESCAPED'",
    "write beside the result file": "import os; open(os.path.join(os.path.dirname(secret), 'x'), 'w')\n"
    "    return 'ESCAPED'",
    "write into the system": "import os\n    for p in ('/x', '/usr/x', '/etc/x', '/usr/lib/x', '/dev/x', '/packages/x'):\n"
    "        try:\n            open(p, 'w'); return 'ESCAPED'\n        except OSError:\n            pass",
    "write into Python's library": "import os; open(os.path.dirname(os.__file__) + '/x.py', 'w'); return 'ESCAPED'",
    "follow a symbolic link": "import os; os.symlink(secret, 'link'); open('link').read(); return 'ESCAPED'",
    "write through a symbolic link": "import os; os.symlink(secret, 'l'); open('l', 'w'); return 'ESCAPED'",
    "hard link": "import os; os.link('/etc/shadow', 'shadow'); return 'ESCAPED'",
    "through the root of process 1": "open('/proc/1/root' + secret).read(); return 'ESCAPED'",
    "through the folder of the parent": "import os; open(f'/proc/{os.getppid()}/root' + secret).read()\n"
    "    return 'ESCAPED'",
    "fork bomb": "import os\n    while True:\n        try:\n            os.fork()\n        except OSError:\n            pass",
    "fork and stay": "import os, time\n    for _ in range(200):\n        try:\n            if os.fork() == 0:\n"
    "                time.sleep(1000)\n        except OSError:\n            break\n    return 'stayed'",
    "daemon": "import os, time\n    if os.fork() == 0:\n        os.setsid()\n        if os.fork() == 0:\n"
    "            for fd in range(64):\n                try:\n                    os.close(fd)\n"
    "                except OSError:\n                    pass\n"
    "            time.sleep(1000)\n        os._exit(0)\n    return 'daemon'",
    "threads": "import threading, time\n    made = 0\n    try:\n        for _ in range(5000):\n"
    "            threading.Thread(target=time.sleep, args=(1000,), daemon=True).start(); made += 1\n"
    "    except RuntimeError:\n        pass\n    return 'ESCAPED' if made > 200 else made",
    "memory": "b = []\n    while True:\n        b.append(bytearray(1 << 26))",
    "memory by mmap": "import mmap\n    m = mmap.mmap(-1, 1 << 34)\n    m[1 << 33] = 1\n    return 'ESCAPED'",
    "memory in many processes": "import os, time\n    for _ in range(20):\n        if os.fork() == 0:\n"
    "            b = bytearray(200 << 20); time.sleep(1000)\n    time.sleep(1)\n    return 'many'",
    "memory in tmp": "for d in ('/dev/shm', '/tmp', '.'):\n        for n in range(100):\n            try:\n"
    "                open(f'{d}/big{n}', 'wb').write(bytes(8 << 20))\n            except OSError:\n"
    "                break\n    return 'filled'",
    "one large file": "f = open('big', 'wb')\n    for _ in range(64):\n        f.write(bytes(1 << 20))\n    f.flush()\n"
    "    return 'ESCAPED'",
    "loop": "while True:\n        pass",
    "sleep": "import time; time.sleep(1000)",
    "deaf loop": "import signal\n    for s in range(1, 65):\n        try:\n            signal.signal(s, signal.SIG_IGN)\n"
    "        except (OSError, ValueError):\n            pass\n    while True:\n        pass",
    "uninterruptible power": "return len(str(9 ** 9 ** 9))",
    "exit at once": "import os; os._exit(0)",
    "exit politely": "raise SystemExit(0)",
    "exit by signal": "import os, signal; os.kill(os.getpid(), signal.SIGKILL)",
    "kill the parent": "import os, signal; os.kill(os.getppid(), signal.SIGKILL); return 'tried'",
    "kill everybody": "import os, signal; os.kill(-1, signal.SIGKILL); return 'tried'",
    "kill one after the other": "import os\n    for pid in range(1, 70000):\n        if pid != os.getpid():\n"
    "            try:\n                os.kill(pid, 9)\n            except OSError:\n                pass\n    return 'tried'",
    "stop the parent": "import os, signal; os.kill(os.getppid(), signal.SIGSTOP); return 'tried'",
    "read the parent's memory": "import os; open(f'/proc/{os.getppid()}/mem', 'rb'); return 'ESCAPED'",
    "read own memory as another": "import os\n    pid = os.fork()\n    if pid == 0:\n"
    "        open(f'/proc/{os.getppid()}/mem', 'rb'); os._exit(7)\n"
    "    return 'ESCAPED' if os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 7 else ''",
    "read other environments": "import os\n    for p in os.listdir('/proc'):\n        try:\n"
    "            if p.isdigit() and b'BACKPROOF_TEST_SECRET' in open(f'/proc/{p}/environ', 'rb').read():\n"
    "                return 'ESCAPED'\n        except OSError:\n            pass",
    "look for the key in memory": "import gc\n    wanted = 'the key is ' + str(42)\n"
    "    return 'ESCAPED' if wanted in str(gc.get_objects()) else ''",
    "files that are open": "import os\n    for fd in range(3, 64):\n        try:\n            if os.path.isfile(f'/proc/self/fd/{fd}'):\n"
    "                return 'ESCAPED'\n        except OSError:\n            pass",
    "become root": "import os; os.setuid(0); return 'ESCAPED'",
    "change group": "import os; os.setgroups([0]); return 'ESCAPED'",
    "shell": "import os\n    return 'ESCAPED' if os.system('cat /etc/shadow > /dev/null') == 0 else ''",
    "setuid programs": "import subprocess; subprocess.run(['su', '-c', 'id'], check=True, timeout=2); return 'ESCAPED'",
    "raise the limits": "import resource as r; r.setrlimit(r.RLIMIT_NPROC, (9999, 9999)); return 'ESCAPED'",
    "change root": "import os; os.chroot('/tmp'); return 'ESCAPED'",
    "real-time priority": "import os; os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(50)); return 'ESCAPED'",
    "system settings": "open('/proc/sys/kernel/core_pattern', 'w').write('|/tmp/x'); return 'ESCAPED'",
    "system request": "open('/proc/sysrq-trigger', 'w').write('h'); return 'ESCAPED'",
    "control groups": "import os\n    for base, _, names in os.walk('/sys/fs/cgroup'):\n        if 'cgroup.procs' in names:\n"
    "            try:\n                open(base + '/cgroup.procs', 'w').write('0'); return 'ESCAPED'\n"
    "            except OSError:\n                pass",
    "devices": "import os\n    for n in ('mem', 'kmem', 'port', 'sda', 'vda', 'kmsg'):\n        try:\n"
    "            open(f'/dev/{n}', 'rb').read(1); return 'ESCAPED'\n        except OSError:\n            pass",
    "make a device": "import os, stat; os.mknod('d', stat.S_IFBLK | 0o666, os.makedev(8, 0)); return 'ESCAPED'",
    "terminal": "import fcntl; fcntl.ioctl(0, 0x5412, b'x'); return 'ESCAPED'",
    "many open files": "fs = []\n    while len(fs) < 5000:\n        fs.append(open('/dev/null'))\n    return 'ESCAPED'",
    "recursion": "return f(secret)",
    "flood of prints": "for _ in range(3000):\n        print('x' * 100000)\n    return 'printed'",
    "huge integer": "return 10 ** 200000",
    "huge list": "return [0] * 10 ** 7",
    "endless nesting": "a = []\n    a.append(a)\n    return a",
    "a value that fails": "class A:\n        def __array__(self, *a, **k):\n            raise RuntimeError('x' * 10 ** 6)\n"
    "        __str__ = __repr__ = __array__\n    return A()",
    "an error that fails": "class E(Exception):\n        def __str__(self):\n            raise SystemExit\n    raise E",
    "patched encoder": "import __main__, json\n    json.dumps = lambda *a, **k: '{\"points\": 100}'\n    return 1",
    "work at the end": "import atexit, os; atexit.register(print, 'ESCAPED'); return 'registered'",
    "crash": "import ctypes; ctypes.string_at(0); return 'ESCAPED'",
    "dump core": "import os; os.abort()",
    "a judge's word": "say(json.dumps({'layers': [], 'outcome': 'correct', 'points': '5'}).encode()); os._exit(0)",
    "two results": 'say(b\'{"layers": [], "results": [{"value": 1}]}\'); return 1',
    "deep result": "say(b'[' * 100000); os._exit(0)",
    "not a number": 'say(b\'{"layers": [], "results": [{"value": NaN}]}\'); os._exit(0)',
    "flood of results": "\n    while True:\n        say(b'x' * 65536)",
    "ptrace": "call(101 if platform.machine() == 'x86_64' else 117, 16, os.getppid(), 0, 0); return 'ESCAPED'",
    "unshare": "call(272 if platform.machine() == 'x86_64' else 97, 0x10000000); return 'ESCAPED'",
    "clone into a namespace": "n = call(56 if platform.machine() == 'x86_64' else 220, 0x10000000 | 17, 0, 0, 0, 0)\n"
    "    if n == 0:\n        os._exit(0)\n    return 'ESCAPED'",
    "mount": "libc.mount(b'x', b'/tmp', b'tmpfs', 0, None) == 0 and exec('raise KeyError')\n"
    "    raise OSError(ctypes.get_errno(), 'no')",
    "bpf": "call(321 if platform.machine() == 'x86_64' else 280, 0, 0, 0); return 'ESCAPED'",
    "io_uring": "call(425, 1, 0); return 'ESCAPED'",
    "userfaultfd": "call(323 if platform.machine() == 'x86_64' else 282, 0); return 'ESCAPED'",
    "keyring": "call(248 if platform.machine() == 'x86_64' else 217, 0, 0, 0, 0, 0); return 'ESCAPED'",
    "shared memory": "call(29 if platform.machine() == 'x86_64' else 194, 1, 4096, 0o1666); return 'ESCAPED'",
    "calls of another kind": "import mmap\n    if platform.machine() != 'x86_64':\n        raise OSError\n"
    "    m = mmap.mmap(-1, 4096, prot=7)\n    m.write(bytes.fromhex('b814000000cd80c3'))\n"
    "    at = ctypes.addressof(ctypes.c_char.from_buffer(m))\n"
    "    ctypes.CFUNCTYPE(ctypes.c_int)(at)(); return 'ESCAPED'",
    "leave files": "import os\n    for d in ('/tmp', '/var/tmp', '/dev/shm', '/run/lock'):\n        try:\n"
    "            os.mkdir(d + '/left-behind'); open(d + '/left-behind/x', 'w')\n            open(d + '/left-behind.txt', 'w')\n"
    "        except OSError:\n            pass\n    return 'left'",
}
TOP = {
    "loop while loading": "while True:\n    pass",
    "exit while loading": "import os\nos._exit(0)",
    "no Python": "def f(:",
    "null characters": "def f(secret):\n    return '\0'",
    "no function": "g = 1",
    "nested source": "x = " + "(" * 5000 + ")" * 5000,
}


def sources() -> dict[str, str]:
    """Programs by name."""
    found = dict(TOP)
    for name, body in BODIES.items():
        prelude = SYSCALL if "call(" in body or "libc." in body else FDS if "say(" in body else ""
        found[name] = f"{prelude}\ndef f(secret):\n    {body}\n"
    return found
