"""Runs the tests and writes what they came to: reports/junit.xml (JUnit) and reports/coverage.xml (Cobertura).

The standard library alone: there is nothing to install. A team with dependencies would take pytest and coverage.py.
"""

import sys
import threading
import time
import types
import unittest
import xml.etree.ElementTree as xml
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ROOT / "invoices"
reached: dict[str, set[int]] = {}


def trace(frame, event, _):
    path = frame.f_code.co_filename
    if not path.startswith(f"{SOURCES}/"):
        return None
    if event == "line":
        reached.setdefault(path, set()).add(frame.f_lineno)
    return trace


def lines_of(code: types.CodeType) -> set[int]:
    """Lines that can be run, of a module and all that it defines."""
    own = {line for _, _, line in code.co_lines() if line}
    return own.union(*(lines_of(part) for part in code.co_consts if isinstance(part, types.CodeType)))


class Cases(unittest.TextTestResult):
    """Results with their times, for JUnit."""

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.cases = []

    def startTest(self, test):
        self.began = time.perf_counter()
        super().startTest(test)

    def stopTest(self, test):
        problems = [text for failed, text in self.failures + self.errors if getattr(failed, "test_case", failed) is test]
        self.cases.append((test, time.perf_counter() - self.began, problems))
        super().stopTest(test)


def junit(cases) -> xml.Element:
    suite = xml.Element("testsuite", name="invoices", tests=str(len(cases)))
    for test, seconds, problems in cases:
        group, name = test.id().rsplit(".", 1)
        file = f"{'/'.join(group.split('.')[:-1])}.py"
        case = xml.SubElement(suite, "testcase", classname=group, name=name, file=file, time=f"{seconds:.3f}")
        if problems:
            last = problems[0].strip().splitlines()[-1]
            xml.SubElement(case, "failure", message=last).text = problems[0]
    return suite


def cobertura() -> xml.Element:
    root = xml.Element("coverage", version="1")
    xml.SubElement(xml.SubElement(root, "sources"), "source").text = "."
    package = xml.SubElement(xml.SubElement(root, "packages"), "package", name="invoices")
    classes = xml.SubElement(package, "classes")
    for path in sorted(SOURCES.glob("*.py")):
        if path.name == "__main__.py":
            continue  # starts the process; the deployment's smoke test is its test
        name = str(path.relative_to(ROOT))
        lines = xml.SubElement(xml.SubElement(classes, "class", name=path.stem, filename=name), "lines")
        for number in sorted(lines_of(compile(path.read_text(), str(path), "exec"))):
            hits = int(number in reached.get(str(path), set()))
            xml.SubElement(lines, "line", number=str(number), hits=str(hits))
    all_lines = list(root.iter("line"))
    covered = sum(line.get("hits") == "1" for line in all_lines)
    root.attrib.update({"lines-valid": str(len(all_lines)), "lines-covered": str(covered)})
    root.set("line-rate", f"{covered / len(all_lines):.4f}")
    return root


sys.dont_write_bytecode = True
sys.path.insert(0, str(ROOT))
threading.settrace(trace)
sys.settrace(trace)
tests = unittest.defaultTestLoader.discover(str(ROOT / "tests"), top_level_dir=str(ROOT))
result = unittest.TextTestRunner(resultclass=Cases, verbosity=2).run(tests)
sys.settrace(None)

reports = ROOT / "reports"
reports.mkdir(exist_ok=True)
xml.ElementTree(junit(result.cases)).write(reports / "junit.xml", encoding="utf-8", xml_declaration=True)
xml.ElementTree(cobertura()).write(reports / "coverage.xml", encoding="utf-8", xml_declaration=True)
sys.exit(not result.wasSuccessful())
