"""The course as an IMS Common Cartridge 1.3, which learning platforms import."""
