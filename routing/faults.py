"""What Python's readers raise over bytes that are not what they should be."""

import zipfile
import zlib
from xml.etree.ElementTree import ParseError

# RuntimeError and NotImplementedError: a zip that is encrypted or too new; LookupError: an encoding nobody knows;
# ArithmeticError: a number that fits nowhere; SyntaxError, RecursionError: lists that OSMnx evaluates.
DAMAGED = (
    OSError,
    EOFError,
    ValueError,
    TypeError,
    AttributeError,
    LookupError,
    ArithmeticError,
    SyntaxError,
    RuntimeError,
    ParseError,
    zlib.error,
    zipfile.BadZipFile,
)
