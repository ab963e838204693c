/// The commands of the documents that no test tries, and why.
enum UntriedCommands {
    /// Why, by command.
    static let reasons = [
        "make demo": "DemoTests runs the script",
        "make test": "would run itself",
        "make deb": "needs the tools in .build/release; `make check-deb` tries the package",
        "sudo apt install ./.build/sg_*.deb": "installs; `make check-deb` does it in a new Debian",
        "make build": "would build within a build",
        "sudo make install": "InstallTests installs into a folder of its own",
        "install -D -m 644 system.yml /etc/sg/station.yml": "writes to /etc",
        "systemctl enable --now sg-run@station": "changes the machine",
        "journalctl -u sg-run@station": "needs that service",
        "sudo adduser $USER dialout": "changes the machine",
        "sudo dmesg | tail": "is for root",
        "timedatectl set-timezone Asia/Singapore": "changes the machine",
        "date": "could set the clock",
        "date -s '2026-11-22 08:44:00'": "sets the clock",
        "crontab -l": "is about the user's own crontab",
        "sg-listen 'hwgrep://SER=FT1ABC'": "needs that adapter; URLTests have its names",
        "sg-emulate -d sungrow_charge_controller spy:///dev/ttyUSB0":
            "needs a program at the other end",
        "sg-listen -d example_monitor /dev/ttyUSB0 | sg-decode": "no such device can be emulated",
    ]
}
