function __sg-decode_should_offer_completions_for_flags_or_options -a expected_commands
    set -l non_repeating_flags_or_options $argv[2..]
    set -l non_repeating_flags_or_options_absent 0
    set -l positional_index 0
    set -l commands
    __sg-decode_parse_tokens
    test "$commands" = "$expected_commands"; and return $non_repeating_flags_or_options_absent
end

function __sg-decode_should_offer_completions_for_positional -a expected_commands positional_index_comparison expected_positional_index
    set -l non_repeating_flags_or_options
    set -l non_repeating_flags_or_options_absent 0
    set -l positional_index 0
    set -l commands
    __sg-decode_parse_tokens
    test "$commands" = "$expected_commands" -a \( "$positional_index" "$positional_index_comparison" "$expected_positional_index" \)
end

function __sg-decode_parse_tokens -S
    set -l unparsed_tokens (__sg-decode_tokens -pc)
    switch $unparsed_tokens[1]
    case 'sg-decode'
        __sg-decode_parse_subcommand -r 1 'd/device-type=+' 'address=+' 'hex' 'raw' 'side=' 'noise' 'explain' 'v' 'version' 'h/help'
        switch $unparsed_tokens[1]
        case 'help'
            __sg-decode_parse_subcommand -r 1 'version'
        end
    end
end

function __sg-decode_tokens
    if test (string split -m 1 -f 1 -- . "$FISH_VERSION") -gt 3
        commandline --tokens-raw $argv
    else
        commandline -o $argv
    end
end

function __sg-decode_parse_subcommand -S -a positional_count
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

function __sg-decode_complete_directories
    set -l token (commandline -t)
    string match -- '*/' $token
    set -l subdirs $token*/
    printf %s\n $subdirs
end

function __sg-decode_custom_completion
    set -x SAP_SHELL fish
    set -x SAP_SHELL_VERSION $FISH_VERSION
    set -l tokens (__sg-decode_tokens -p)
    if test -z "$(__sg-decode_tokens -t)"
        set -l index (count (__sg-decode_tokens -pc))
        set tokens $tokens[..$index] \'\' $tokens[(math $index + 1)..]
    end
    command $tokens[1] $argv $tokens
end

complete -c 'sg-decode' -f
complete -c 'sg-decode' -n '__sg-decode_should_offer_completions_for_flags_or_options "sg-decode"' -s 'd' -l 'device-type' -d 'Look for frames of this device type only; may be repeated.' -rfka ''
complete -c 'sg-decode' -n '__sg-decode_should_offer_completions_for_flags_or_options "sg-decode"' -l 'address' -d 'A device\'s address on the bus, such as 0x02, when it is not the usual one; may be repeated.' -rfka ''
complete -c 'sg-decode' -n '__sg-decode_should_offer_completions_for_flags_or_options "sg-decode" hex' -l 'hex' -d 'Read plain hex text instead of records.'
complete -c 'sg-decode' -n '__sg-decode_should_offer_completions_for_flags_or_options "sg-decode" raw' -l 'raw' -d 'Read plain bytes instead of records.'
complete -c 'sg-decode' -n '__sg-decode_should_offer_completions_for_flags_or_options "sg-decode" side' -l 'side' -d 'Whose frames to find in bytes: those that a host, a device or both would read.' -rfka 'host device both'
complete -c 'sg-decode' -n '__sg-decode_should_offer_completions_for_flags_or_options "sg-decode" noise' -l 'noise' -d 'Also print the bytes that belong to no valid frame.'
complete -c 'sg-decode' -n '__sg-decode_should_offer_completions_for_flags_or_options "sg-decode" explain' -l 'explain' -d 'Print for people, instead of records, each frame byte by byte, and why other bytes are no frame.'
complete -c 'sg-decode' -n '__sg-decode_should_offer_completions_for_flags_or_options "sg-decode"' -s 'v' -d 'Say more on standard error; may be repeated.'
complete -c 'sg-decode' -n '__sg-decode_should_offer_completions_for_flags_or_options "sg-decode" version' -l 'version' -d 'Show the version.'
complete -c 'sg-decode' -n '__sg-decode_should_offer_completions_for_flags_or_options "sg-decode" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'sg-decode' -n '__sg-decode_should_offer_completions_for_positional "sg-decode" -eq 1' -fa 'help' -d 'Show subcommand help information.'
complete -c 'sg-decode' -n '__sg-decode_should_offer_completions_for_flags_or_options "sg-decode help" version' -l 'version' -d 'Show the version.'
