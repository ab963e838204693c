function __sg-emulate_should_offer_completions_for_flags_or_options -a expected_commands
    set -l non_repeating_flags_or_options $argv[2..]
    set -l non_repeating_flags_or_options_absent 0
    set -l positional_index 0
    set -l commands
    __sg-emulate_parse_tokens
    test "$commands" = "$expected_commands"; and return $non_repeating_flags_or_options_absent
end

function __sg-emulate_should_offer_completions_for_positional -a expected_commands positional_index_comparison expected_positional_index
    set -l non_repeating_flags_or_options
    set -l non_repeating_flags_or_options_absent 0
    set -l positional_index 0
    set -l commands
    __sg-emulate_parse_tokens
    test "$commands" = "$expected_commands" -a \( "$positional_index" "$positional_index_comparison" "$expected_positional_index" \)
end

function __sg-emulate_parse_tokens -S
    set -l unparsed_tokens (__sg-emulate_tokens -pc)
    switch $unparsed_tokens[1]
    case 'sg-emulate'
        __sg-emulate_parse_subcommand 1 'd/device-type=+' 'address=+' 'values=+' 'sun' 'speed=' 'seed=' 'replay=' 'drop=' 'corrupt=' 'truncate=' 'noise=' 'delay=' 'delay-probability=' 'baudrate=' 'bytesize=' 'parity=' 'stopbits=' 'xonxoff' 'no-xonxoff' 'rtscts' 'no-rtscts' 'dsrdtr' 'no-dsrdtr' 'rts=' 'dtr=' 'rs485' 'no-rs485' 'exclusive' 'no-exclusive' 'v' 'version' 'h/help'
        switch $unparsed_tokens[1]
        case 'help'
            __sg-emulate_parse_subcommand -r 1 'version'
        end
    end
end

function __sg-emulate_tokens
    if test (string split -m 1 -f 1 -- . "$FISH_VERSION") -gt 3
        commandline --tokens-raw $argv
    else
        commandline -o $argv
    end
end

function __sg-emulate_parse_subcommand -S -a positional_count
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

function __sg-emulate_complete_directories
    set -l token (commandline -t)
    string match -- '*/' $token
    set -l subdirs $token*/
    printf %s\n $subdirs
end

function __sg-emulate_custom_completion
    set -x SAP_SHELL fish
    set -x SAP_SHELL_VERSION $FISH_VERSION
    set -l tokens (__sg-emulate_tokens -p)
    if test -z "$(__sg-emulate_tokens -t)"
        set -l index (count (__sg-emulate_tokens -pc))
        set tokens $tokens[..$index] \'\' $tokens[(math $index + 1)..]
    end
    command $tokens[1] $argv $tokens
end

complete -c 'sg-emulate' -f
complete -c 'sg-emulate' -n '__sg-emulate_should_offer_completions_for_flags_or_options "sg-emulate"' -s 'd' -l 'device-type' -d 'The type of the device; may be repeated for several on one line.' -rfka ''
complete -c 'sg-emulate' -n '__sg-emulate_should_offer_completions_for_flags_or_options "sg-emulate"' -l 'address' -d 'The address of a device, such as 0x02, when it is not the usual one; repeated in the order of the devices, or for several of one type.' -rfka ''
complete -c 'sg-emulate' -n '__sg-emulate_should_offer_completions_for_flags_or_options "sg-emulate"' -l 'values' -d 'What a field shows, as FIELD=VALUE, or a file of decoded records; may be repeated.' -rfka ''
complete -c 'sg-emulate' -n '__sg-emulate_should_offer_completions_for_flags_or_options "sg-emulate" sun' -l 'sun' -d 'Show a plausible day: the current follows the sun, and all else the current.'
complete -c 'sg-emulate' -n '__sg-emulate_should_offer_completions_for_flags_or_options "sg-emulate" speed' -l 'speed' -d 'How many seconds of the day, or of a capture, go by in one second; 1 unless given.' -rfka ''
complete -c 'sg-emulate' -n '__sg-emulate_should_offer_completions_for_flags_or_options "sg-emulate" seed' -l 'seed' -d 'What the day and the faults depend on.' -rfka ''
complete -c 'sg-emulate' -n '__sg-emulate_should_offer_completions_for_flags_or_options "sg-emulate" replay' -l 'replay' -d 'Play back the received bytes of a capture, with their timing.' -rF
complete -c 'sg-emulate' -n '__sg-emulate_should_offer_completions_for_flags_or_options "sg-emulate" drop' -l 'drop' -d 'How often a frame gets lost, from 0 to 1.' -rfka ''
complete -c 'sg-emulate' -n '__sg-emulate_should_offer_completions_for_flags_or_options "sg-emulate" corrupt' -l 'corrupt' -d 'How often a bit of a frame is flipped.' -rfka ''
complete -c 'sg-emulate' -n '__sg-emulate_should_offer_completions_for_flags_or_options "sg-emulate" truncate' -l 'truncate' -d 'How often a frame is cut short.' -rfka ''
complete -c 'sg-emulate' -n '__sg-emulate_should_offer_completions_for_flags_or_options "sg-emulate" noise' -l 'noise' -d 'How often stray bytes surround a frame.' -rfka ''
complete -c 'sg-emulate' -n '__sg-emulate_should_offer_completions_for_flags_or_options "sg-emulate" delay' -l 'delay' -d 'How late frames are.' -rfka ''
complete -c 'sg-emulate' -n '__sg-emulate_should_offer_completions_for_flags_or_options "sg-emulate" delay-probability' -l 'delay-probability' -d 'How often a frame is late by the delay; always unless given.' -rfka ''
complete -c 'sg-emulate' -n '__sg-emulate_should_offer_completions_for_flags_or_options "sg-emulate" baudrate' -l 'baudrate' -d 'Bits per second; any number.' -rfka ''
complete -c 'sg-emulate' -n '__sg-emulate_should_offer_completions_for_flags_or_options "sg-emulate" bytesize' -l 'bytesize' -d 'Data bits of a byte on the line.' -rfka '5 6 7 8'
complete -c 'sg-emulate' -n '__sg-emulate_should_offer_completions_for_flags_or_options "sg-emulate" parity' -l 'parity' -d 'None, even, odd, mark or space.' -rfka 'N E O M S'
complete -c 'sg-emulate' -n '__sg-emulate_should_offer_completions_for_flags_or_options "sg-emulate" stopbits' -l 'stopbits' -d 'Stop bits of a byte on the line.' -rfka '1 1.5 2'
complete -c 'sg-emulate' -n '__sg-emulate_should_offer_completions_for_flags_or_options "sg-emulate" xonxoff' -l 'xonxoff' -d 'Let XON and XOFF bytes pause the line.'
complete -c 'sg-emulate' -n '__sg-emulate_should_offer_completions_for_flags_or_options "sg-emulate" no-xonxoff' -l 'no-xonxoff' -d 'Let XON and XOFF bytes pause the line.'
complete -c 'sg-emulate' -n '__sg-emulate_should_offer_completions_for_flags_or_options "sg-emulate" rtscts' -l 'rtscts' -d 'Let the RTS and CTS lines pause the line.'
complete -c 'sg-emulate' -n '__sg-emulate_should_offer_completions_for_flags_or_options "sg-emulate" no-rtscts' -l 'no-rtscts' -d 'Let the RTS and CTS lines pause the line.'
complete -c 'sg-emulate' -n '__sg-emulate_should_offer_completions_for_flags_or_options "sg-emulate" dsrdtr' -l 'dsrdtr' -d 'Leave the DTR and DSR lines to the hardware.'
complete -c 'sg-emulate' -n '__sg-emulate_should_offer_completions_for_flags_or_options "sg-emulate" no-dsrdtr' -l 'no-dsrdtr' -d 'Leave the DTR and DSR lines to the hardware.'
complete -c 'sg-emulate' -n '__sg-emulate_should_offer_completions_for_flags_or_options "sg-emulate" rts' -l 'rts' -d 'Set the RTS line.' -rfka 'high low'
complete -c 'sg-emulate' -n '__sg-emulate_should_offer_completions_for_flags_or_options "sg-emulate" dtr' -l 'dtr' -d 'Set the DTR line.' -rfka 'high low'
complete -c 'sg-emulate' -n '__sg-emulate_should_offer_completions_for_flags_or_options "sg-emulate" rs485' -l 'rs485' -d 'Let the driver switch the transmitter of an RS-485 line.'
complete -c 'sg-emulate' -n '__sg-emulate_should_offer_completions_for_flags_or_options "sg-emulate" no-rs485' -l 'no-rs485' -d 'Let the driver switch the transmitter of an RS-485 line.'
complete -c 'sg-emulate' -n '__sg-emulate_should_offer_completions_for_flags_or_options "sg-emulate" exclusive' -l 'exclusive' -d 'Keep other programs from opening the port (default).'
complete -c 'sg-emulate' -n '__sg-emulate_should_offer_completions_for_flags_or_options "sg-emulate" no-exclusive' -l 'no-exclusive' -d 'Keep other programs from opening the port (default).'
complete -c 'sg-emulate' -n '__sg-emulate_should_offer_completions_for_flags_or_options "sg-emulate"' -s 'v' -d 'Say more on standard error; may be repeated.'
complete -c 'sg-emulate' -n '__sg-emulate_should_offer_completions_for_flags_or_options "sg-emulate" version' -l 'version' -d 'Show the version.'
complete -c 'sg-emulate' -n '__sg-emulate_should_offer_completions_for_flags_or_options "sg-emulate" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'sg-emulate' -n '__sg-emulate_should_offer_completions_for_positional "sg-emulate" -eq 1' -fa 'help' -d 'Show subcommand help information.'
complete -c 'sg-emulate' -n '__sg-emulate_should_offer_completions_for_flags_or_options "sg-emulate help" version' -l 'version' -d 'Show the version.'
