function __sg-listen_should_offer_completions_for_flags_or_options -a expected_commands
    set -l non_repeating_flags_or_options $argv[2..]
    set -l non_repeating_flags_or_options_absent 0
    set -l positional_index 0
    set -l commands
    __sg-listen_parse_tokens
    test "$commands" = "$expected_commands"; and return $non_repeating_flags_or_options_absent
end

function __sg-listen_should_offer_completions_for_positional -a expected_commands positional_index_comparison expected_positional_index
    set -l non_repeating_flags_or_options
    set -l non_repeating_flags_or_options_absent 0
    set -l positional_index 0
    set -l commands
    __sg-listen_parse_tokens
    test "$commands" = "$expected_commands" -a \( "$positional_index" "$positional_index_comparison" "$expected_positional_index" \)
end

function __sg-listen_parse_tokens -S
    set -l unparsed_tokens (__sg-listen_tokens -pc)
    switch $unparsed_tokens[1]
    case 'sg-listen'
        __sg-listen_parse_subcommand 1 'd/device-type=+' 'address=+' 'side=' 'count=' 'for=' 'capture=' 'bytes' 'noise' 'detect' 'device-name=' 'baudrate=' 'bytesize=' 'parity=' 'stopbits=' 'xonxoff' 'no-xonxoff' 'rtscts' 'no-rtscts' 'dsrdtr' 'no-dsrdtr' 'rts=' 'dtr=' 'rs485' 'no-rs485' 'exclusive' 'no-exclusive' 'v' 'version' 'h/help'
        switch $unparsed_tokens[1]
        case 'help'
            __sg-listen_parse_subcommand -r 1 'version'
        end
    end
end

function __sg-listen_tokens
    if test (string split -m 1 -f 1 -- . "$FISH_VERSION") -gt 3
        commandline --tokens-raw $argv
    else
        commandline -o $argv
    end
end

function __sg-listen_parse_subcommand -S -a positional_count
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

function __sg-listen_complete_directories
    set -l token (commandline -t)
    string match -- '*/' $token
    set -l subdirs $token*/
    printf %s\n $subdirs
end

function __sg-listen_custom_completion
    set -x SAP_SHELL fish
    set -x SAP_SHELL_VERSION $FISH_VERSION
    set -l tokens (__sg-listen_tokens -p)
    if test -z "$(__sg-listen_tokens -t)"
        set -l index (count (__sg-listen_tokens -pc))
        set tokens $tokens[..$index] \'\' $tokens[(math $index + 1)..]
    end
    command $tokens[1] $argv $tokens
end

complete -c 'sg-listen' -f
complete -c 'sg-listen' -n '__sg-listen_should_offer_completions_for_flags_or_options "sg-listen"' -s 'd' -l 'device-type' -d 'Look for frames of this device type only; may be repeated.' -rfka ''
complete -c 'sg-listen' -n '__sg-listen_should_offer_completions_for_flags_or_options "sg-listen"' -l 'address' -d 'A device\'s address on the bus, such as 0x02, when it is not the usual one; may be repeated.' -rfka ''
complete -c 'sg-listen' -n '__sg-listen_should_offer_completions_for_flags_or_options "sg-listen" side' -l 'side' -d 'Which end of the line this is: host, device or both.' -rfka 'host device both'
complete -c 'sg-listen' -n '__sg-listen_should_offer_completions_for_flags_or_options "sg-listen" count' -l 'count' -d 'End after so many records.' -rfka ''
complete -c 'sg-listen' -n '__sg-listen_should_offer_completions_for_flags_or_options "sg-listen" for' -l 'for' -d 'End after so long.' -rfka ''
complete -c 'sg-listen' -n '__sg-listen_should_offer_completions_for_flags_or_options "sg-listen" capture' -l 'capture' -d 'Also append the bytes as they are read to a file.' -rfka ''
complete -c 'sg-listen' -n '__sg-listen_should_offer_completions_for_flags_or_options "sg-listen" bytes' -l 'bytes' -d 'Print the bytes as they are read, and find no frames.'
complete -c 'sg-listen' -n '__sg-listen_should_offer_completions_for_flags_or_options "sg-listen" noise' -l 'noise' -d 'Also print the bytes that belong to no valid frame.'
complete -c 'sg-listen' -n '__sg-listen_should_offer_completions_for_flags_or_options "sg-listen" detect' -l 'detect' -d 'Find out which known device is there, and say how to read it.'
complete -c 'sg-listen' -n '__sg-listen_should_offer_completions_for_flags_or_options "sg-listen" device-name' -l 'device-name' -d 'The device\'s name in the records.' -rfka ''
complete -c 'sg-listen' -n '__sg-listen_should_offer_completions_for_flags_or_options "sg-listen" baudrate' -l 'baudrate' -d 'Bits per second; any number.' -rfka ''
complete -c 'sg-listen' -n '__sg-listen_should_offer_completions_for_flags_or_options "sg-listen" bytesize' -l 'bytesize' -d 'Data bits of a byte on the line.' -rfka '5 6 7 8'
complete -c 'sg-listen' -n '__sg-listen_should_offer_completions_for_flags_or_options "sg-listen" parity' -l 'parity' -d 'None, even, odd, mark or space.' -rfka 'N E O M S'
complete -c 'sg-listen' -n '__sg-listen_should_offer_completions_for_flags_or_options "sg-listen" stopbits' -l 'stopbits' -d 'Stop bits of a byte on the line.' -rfka '1 1.5 2'
complete -c 'sg-listen' -n '__sg-listen_should_offer_completions_for_flags_or_options "sg-listen" xonxoff' -l 'xonxoff' -d 'Let XON and XOFF bytes pause the line.'
complete -c 'sg-listen' -n '__sg-listen_should_offer_completions_for_flags_or_options "sg-listen" no-xonxoff' -l 'no-xonxoff' -d 'Let XON and XOFF bytes pause the line.'
complete -c 'sg-listen' -n '__sg-listen_should_offer_completions_for_flags_or_options "sg-listen" rtscts' -l 'rtscts' -d 'Let the RTS and CTS lines pause the line.'
complete -c 'sg-listen' -n '__sg-listen_should_offer_completions_for_flags_or_options "sg-listen" no-rtscts' -l 'no-rtscts' -d 'Let the RTS and CTS lines pause the line.'
complete -c 'sg-listen' -n '__sg-listen_should_offer_completions_for_flags_or_options "sg-listen" dsrdtr' -l 'dsrdtr' -d 'Leave the DTR and DSR lines to the hardware.'
complete -c 'sg-listen' -n '__sg-listen_should_offer_completions_for_flags_or_options "sg-listen" no-dsrdtr' -l 'no-dsrdtr' -d 'Leave the DTR and DSR lines to the hardware.'
complete -c 'sg-listen' -n '__sg-listen_should_offer_completions_for_flags_or_options "sg-listen" rts' -l 'rts' -d 'Set the RTS line.' -rfka 'high low'
complete -c 'sg-listen' -n '__sg-listen_should_offer_completions_for_flags_or_options "sg-listen" dtr' -l 'dtr' -d 'Set the DTR line.' -rfka 'high low'
complete -c 'sg-listen' -n '__sg-listen_should_offer_completions_for_flags_or_options "sg-listen" rs485' -l 'rs485' -d 'Let the driver switch the transmitter of an RS-485 line.'
complete -c 'sg-listen' -n '__sg-listen_should_offer_completions_for_flags_or_options "sg-listen" no-rs485' -l 'no-rs485' -d 'Let the driver switch the transmitter of an RS-485 line.'
complete -c 'sg-listen' -n '__sg-listen_should_offer_completions_for_flags_or_options "sg-listen" exclusive' -l 'exclusive' -d 'Keep other programs from opening the port (default).'
complete -c 'sg-listen' -n '__sg-listen_should_offer_completions_for_flags_or_options "sg-listen" no-exclusive' -l 'no-exclusive' -d 'Keep other programs from opening the port (default).'
complete -c 'sg-listen' -n '__sg-listen_should_offer_completions_for_flags_or_options "sg-listen"' -s 'v' -d 'Say more on standard error; may be repeated.'
complete -c 'sg-listen' -n '__sg-listen_should_offer_completions_for_flags_or_options "sg-listen" version' -l 'version' -d 'Show the version.'
complete -c 'sg-listen' -n '__sg-listen_should_offer_completions_for_flags_or_options "sg-listen" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'sg-listen' -n '__sg-listen_should_offer_completions_for_positional "sg-listen" -eq 1' -fa 'help' -d 'Show subcommand help information.'
complete -c 'sg-listen' -n '__sg-listen_should_offer_completions_for_flags_or_options "sg-listen help" version' -l 'version' -d 'Show the version.'
