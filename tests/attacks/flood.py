"""Attacks by quantity: output, processes, memory, disk, files."""

from __future__ import annotations

from tests.attacks.arena import After, Kit, attack, without

MEGABYTES = 2_000_000


def kept_too_much(after: After, student: str) -> bool:
    """Whether megabytes were kept of it."""
    return len(after.kept(student)) > MEGABYTES


@attack(happened=kept_too_much)
def prints_200_megabytes_in_a_line(kit: Kit) -> None:
    kit.add("print('x' * 200_000_000)")


@attack(happened=kept_too_much)
def prints_a_million_lines(kit: Kit) -> None:
    kit.add("for n in range(1_000_000):\n    print(n)")


@attack(happened=kept_too_much)
def prints_past_python(kit: Kit) -> None:
    kit.add("import os\nfor _ in range(300):\n    os.write(2, b'x' * 100_000)")


@attack(happened=kept_too_much)
def shows_many_large_things(kit: Kit) -> None:
    kit.add("for n in range(500):\n    display('y' * 100_000)")
    kit.add("'z' * 50_000_000")


@attack(happened=kept_too_much)
def prints_in_hundreds_of_cells(kit: Kit) -> None:
    for _ in range(400):
        kit.add("print('v' * 20_000)")


@attack(happened=kept_too_much)
def prints_while_it_is_tested(kit: Kit) -> None:
    kit.put(
        total="def total(values):\n    print('w' * 50_000_000)\n    return sum(values)\n",
    )


@attack(mark=without("report"), happened=kept_too_much)
def prints_too_much_where_printing_is_tested(kit: Kit) -> None:
    kit.put(report="def report(values):\n    print('9' * 50_000_000)\n")


@attack(
    happened=lambda after, student: "forked-100" in after.kept(student),
)
def forks_again_and_again(kit: Kit) -> None:
    kit.add("""\
import os, time
made = 0
try:
    while made < 100:
        if os.fork() == 0:
            time.sleep(20)
            os._exit(0)
        made += 1
except OSError:
    pass
print(f"forked-{made}")
""")


@attack()
def starts_a_thousand_threads(kit: Kit) -> None:
    kit.add("""\
import threading, time
for _ in range(1000):
    threading.Thread(target=time.sleep, args=(5,), daemon=True).start()
""")


@attack(happened=lambda after, student: "got-it-all" in after.kept(student))
def takes_all_memory(kit: Kit) -> None:
    kit.add("kept = bytearray(3_000_000_000)\nprint('got-' + 'it-all')")


@attack(mark=without("total"), happened=lambda after, student: "got-it-all" in after.kept(student))
def takes_all_memory_when_it_is_tested(kit: Kit) -> None:
    kit.put(
        total="def total(values):\n    kept = bytearray(3_000_000_000)\n"
        "    print('got-' + 'it-all')\n    return sum(values)\n"
    )


@attack(happened=lambda after, student: "wrote-it-all" in after.kept(student))
def fills_the_disk(kit: Kit) -> None:
    kit.add("""\
import os
written = 0
for place in (".", "/tmp", os.path.expanduser("~")):
    try:
        for number in range(20):
            with open(os.path.join(place, f"large-{number}"), "wb") as file:
                for _ in range(20):
                    file.write(bytes(1_000_000))
                    file.flush()
                    written += 1
    except OSError:
        pass
print(written)
if written > 300:
    print("wrote-" + "it-all")
""")


@attack(happened=kept_too_much)
def tries_thousands_of_files(kit: Kit) -> None:
    kit.add("""\
for number in range(20_000):
    try:
        open(f"/root/secret-{number}-" + "n" * 150)
    except OSError:
        pass
""")


@attack(happened=kept_too_much)
def has_a_notebook_full_of_outputs(kit: Kit) -> None:
    cell = kit.cell("total")
    cell["outputs"] = [
        {"output_type": "stream", "name": "stdout", "text": "o" * 15_000_000},
        {"output_type": "display_data", "metadata": {},
         "data": {"text/html": "<script>alert(1)</script>" * 1000}},
    ]  # fmt: skip


@attack(happened=kept_too_much, codes="OUTPUT-LIMIT SIZE-REFUSED", mark=None)
def has_a_notebook_of_60_megabytes(kit: Kit) -> None:
    kit.cell("total")["outputs"] = [
        {"output_type": "stream", "name": "stdout", "text": "o" * 60_000_000}
    ]
