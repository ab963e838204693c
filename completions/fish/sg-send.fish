function __sg-send_should_offer_completions_for_flags_or_options -a expected_commands
    set -l non_repeating_flags_or_options $argv[2..]
    set -l non_repeating_flags_or_options_absent 0
    set -l positional_index 0
    set -l commands
    __sg-send_parse_tokens
    test "$commands" = "$expected_commands"; and return $non_repeating_flags_or_options_absent
end

function __sg-send_should_offer_completions_for_positional -a expected_commands positional_index_comparison expected_positional_index
    set -l non_repeating_flags_or_options
    set -l non_repeating_flags_or_options_absent 0
    set -l positional_index 0
    set -l commands
    __sg-send_parse_tokens
    test "$commands" = "$expected_commands" -a \( "$positional_index" "$positional_index_comparison" "$expected_positional_index" \)
end

function __sg-send_parse_tokens -S
    set -l unparsed_tokens (__sg-send_tokens -pc)
    switch $unparsed_tokens[1]
    case 'sg-send'
        __sg-send_parse_subcommand -r 3 'd/device-type=' 'address=' 'wait=' 'retries=' 'hex=' 'text=' 'from=' 'set-flag=+' 'dry-run' 'yes' 'verify' 'baudrate=' 'bytesize=' 'parity=' 'stopbits=' 'xonxoff' 'no-xonxoff' 'rtscts' 'no-rtscts' 'dsrdtr' 'no-dsrdtr' 'rts=' 'dtr=' 'rs485' 'no-rs485' 'exclusive' 'no-exclusive' 'v' 'version' 'h/help'
        switch $unparsed_tokens[1]
        case 'help'
            __sg-send_parse_subcommand -r 1 'version'
        end
    end
end

function __sg-send_tokens
    if test (string split -m 1 -f 1 -- . "$FISH_VERSION") -gt 3
        commandline --tokens-raw $argv
    else
        commandline -o $argv
    end
end

function __sg-send_parse_subcommand -S -a positional_count
    argparse -s r -- $argv
    set -l option_specs $argv[2..]
    set -l is_repeating_positional $_flag_r
    set -el _flag_r
    set -a commands $unparsed_tokens[1]
    set positional_index 0
    while true
        set -e unparsed_tokens[1]
        argparse -sn "$commands" $option_specs -- $unparsed_tokens 2> /dev/null
        set unparsed_tokens $argv
        set positional_index (math $positional_index + 1)
        for non_repeating_flag_or_option in $non_repeating_flags_or_options
            if set -ql "_flag_$(string replace -a - _ -- $non_repeating_flag_or_option)"
                set non_repeating_flags_or_options_absent 1
                break
            end
        end
        test (count $unparsed_tokens) -eq 0 -o \( -z "$is_repeating_positional" -a "$positional_index" -gt "$positional_count" \) && break
    end
end

function __sg-send_complete_directories
    set -l token (commandline -t)
    string match -- '*/' $token
    set -l subdirs $token*/
    printf %s\n $subdirs
end

function __sg-send_custom_completion
    set -x SAP_SHELL fish
    set -x SAP_SHELL_VERSION $FISH_VERSION
    set -l tokens (__sg-send_tokens -p)
    if test -z "$(__sg-send_tokens -t)"
        set -l index (count (__sg-send_tokens -pc))
        set tokens $tokens[..$index] \'\' $tokens[(math $index + 1)..]
    end
    command $tokens[1] $argv $tokens
end

complete -c 'sg-send' -f
complete -c 'sg-send' -n '__sg-send_should_offer_completions_for_flags_or_options "sg-send" d device-type' -s 'd' -l 'device-type' -d 'The type of the device.' -rfka ''
complete -c 'sg-send' -n '__sg-send_should_offer_completions_for_flags_or_options "sg-send" address' -l 'address' -d 'The device\'s address on the bus, such as 0x02, when it is not the usual one.' -rfka ''
complete -c 'sg-send' -n '__sg-send_should_offer_completions_for_flags_or_options "sg-send" wait' -l 'wait' -d 'Print what comes back as records, up to the reply or for so long.' -rfka ''
complete -c 'sg-send' -n '__sg-send_should_offer_completions_for_flags_or_options "sg-send" retries' -l 'retries' -d 'Send again, so many times at most, what is not answered.' -rfka ''
complete -c 'sg-send' -n '__sg-send_should_offer_completions_for_flags_or_options "sg-send" hex' -l 'hex' -d 'Send bytes, in hex.' -rfka ''
complete -c 'sg-send' -n '__sg-send_should_offer_completions_for_flags_or_options "sg-send" text' -l 'text' -d 'Send a text; \\r, \\n, \\t, \\0, \\\\ and \\xHH stand for bytes.' -rfka ''
complete -c 'sg-send' -n '__sg-send_should_offer_completions_for_flags_or_options "sg-send" from' -l 'from' -d 'Take fields that are not given from the last matching record of a file.' -rfka ''
complete -c 'sg-send' -n '__sg-send_should_offer_completions_for_flags_or_options "sg-send"' -l 'set-flag' -d 'Set the RTS or DTR line, such as RTS=low.' -rfka ''
complete -c 'sg-send' -n '__sg-send_should_offer_completions_for_flags_or_options "sg-send" dry-run' -l 'dry-run' -d 'Print the record of what would be sent, and send nothing.'
complete -c 'sg-send' -n '__sg-send_should_offer_completions_for_flags_or_options "sg-send" yes' -l 'yes' -d 'Send also what changes the device, or has never been tried.'
complete -c 'sg-send' -n '__sg-send_should_offer_completions_for_flags_or_options "sg-send" verify' -l 'verify' -d 'Read back what was set, and compare.'
complete -c 'sg-send' -n '__sg-send_should_offer_completions_for_flags_or_options "sg-send" baudrate' -l 'baudrate' -d 'Bits per second; any number.' -rfka ''
complete -c 'sg-send' -n '__sg-send_should_offer_completions_for_flags_or_options "sg-send" bytesize' -l 'bytesize' -d 'Data bits of a byte on the line.' -rfka '5 6 7 8'
complete -c 'sg-send' -n '__sg-send_should_offer_completions_for_flags_or_options "sg-send" parity' -l 'parity' -d 'None, even, odd, mark or space.' -rfka 'N E O M S'
complete -c 'sg-send' -n '__sg-send_should_offer_completions_for_flags_or_options "sg-send" stopbits' -l 'stopbits' -d 'Stop bits of a byte on the line.' -rfka '1 1.5 2'
complete -c 'sg-send' -n '__sg-send_should_offer_completions_for_flags_or_options "sg-send" xonxoff' -l 'xonxoff' -d 'Let XON and XOFF bytes pause the line.'
complete -c 'sg-send' -n '__sg-send_should_offer_completions_for_flags_or_options "sg-send" no-xonxoff' -l 'no-xonxoff' -d 'Let XON and XOFF bytes pause the line.'
complete -c 'sg-send' -n '__sg-send_should_offer_completions_for_flags_or_options "sg-send" rtscts' -l 'rtscts' -d 'Let the RTS and CTS lines pause the line.'
complete -c 'sg-send' -n '__sg-send_should_offer_completions_for_flags_or_options "sg-send" no-rtscts' -l 'no-rtscts' -d 'Let the RTS and CTS lines pause the line.'
complete -c 'sg-send' -n '__sg-send_should_offer_completions_for_flags_or_options "sg-send" dsrdtr' -l 'dsrdtr' -d 'Leave the DTR and DSR lines to the hardware.'
complete -c 'sg-send' -n '__sg-send_should_offer_completions_for_flags_or_options "sg-send" no-dsrdtr' -l 'no-dsrdtr' -d 'Leave the DTR and DSR lines to the hardware.'
complete -c 'sg-send' -n '__sg-send_should_offer_completions_for_flags_or_options "sg-send" rts' -l 'rts' -d 'Set the RTS line.' -rfka 'high low'
complete -c 'sg-send' -n '__sg-send_should_offer_completions_for_flags_or_options "sg-send" dtr' -l 'dtr' -d 'Set the DTR line.' -rfka 'high low'
complete -c 'sg-send' -n '__sg-send_should_offer_completions_for_flags_or_options "sg-send" rs485' -l 'rs485' -d 'Let the driver switch the transmitter of an RS-485 line.'
complete -c 'sg-send' -n '__sg-send_should_offer_completions_for_flags_or_options "sg-send" no-rs485' -l 'no-rs485' -d 'Let the driver switch the transmitter of an RS-485 line.'
complete -c 'sg-send' -n '__sg-send_should_offer_completions_for_flags_or_options "sg-send" exclusive' -l 'exclusive' -d 'Keep other programs from opening the port (default).'
complete -c 'sg-send' -n '__sg-send_should_offer_completions_for_flags_or_options "sg-send" no-exclusive' -l 'no-exclusive' -d 'Keep other programs from opening the port (default).'
complete -c 'sg-send' -n '__sg-send_should_offer_completions_for_flags_or_options "sg-send"' -s 'v' -d 'Say more on standard error; may be repeated.'
complete -c 'sg-send' -n '__sg-send_should_offer_completions_for_flags_or_options "sg-send" version' -l 'version' -d 'Show the version.'
complete -c 'sg-send' -n '__sg-send_should_offer_completions_for_flags_or_options "sg-send" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'sg-send' -n '__sg-send_should_offer_completions_for_positional "sg-send" -eq 1' -fa 'help' -d 'Show subcommand help information.'
complete -c 'sg-send' -n '__sg-send_should_offer_completions_for_flags_or_options "sg-send help" version' -l 'version' -d 'Show the version.'
