function __sg-devices_should_offer_completions_for_flags_or_options -a expected_commands
    set -l non_repeating_flags_or_options $argv[2..]
    set -l non_repeating_flags_or_options_absent 0
    set -l positional_index 0
    set -l commands
    __sg-devices_parse_tokens
    test "$commands" = "$expected_commands"; and return $non_repeating_flags_or_options_absent
end

function __sg-devices_should_offer_completions_for_positional -a expected_commands positional_index_comparison expected_positional_index
    set -l non_repeating_flags_or_options
    set -l non_repeating_flags_or_options_absent 0
    set -l positional_index 0
    set -l commands
    __sg-devices_parse_tokens
    test "$commands" = "$expected_commands" -a \( "$positional_index" "$positional_index_comparison" "$expected_positional_index" \)
end

function __sg-devices_parse_tokens -S
    set -l unparsed_tokens (__sg-devices_tokens -pc)
    switch $unparsed_tokens[1]
    case 'sg-devices'
        __sg-devices_parse_subcommand 0 'v' 'version' 'h/help'
        switch $unparsed_tokens[1]
        case 'list'
            __sg-devices_parse_subcommand 0 'json' 'v' 'version' 'h/help'
        case 'show'
            __sg-devices_parse_subcommand 2 'json' 'v' 'version' 'h/help'
        case 'check'
            __sg-devices_parse_subcommand -r 1 'v' 'version' 'h/help'
        case 'ports'
            __sg-devices_parse_subcommand 0 'json' 'sysroot=' 'v' 'version' 'h/help'
        case 'help'
            __sg-devices_parse_subcommand -r 1 'version'
        end
    end
end

function __sg-devices_tokens
    if test (string split -m 1 -f 1 -- . "$FISH_VERSION") -gt 3
        commandline --tokens-raw $argv
    else
        commandline -o $argv
    end
end

function __sg-devices_parse_subcommand -S -a positional_count
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

function __sg-devices_complete_directories
    set -l token (commandline -t)
    string match -- '*/' $token
    set -l subdirs $token*/
    printf %s\n $subdirs
end

function __sg-devices_custom_completion
    set -x SAP_SHELL fish
    set -x SAP_SHELL_VERSION $FISH_VERSION
    set -l tokens (__sg-devices_tokens -p)
    if test -z "$(__sg-devices_tokens -t)"
        set -l index (count (__sg-devices_tokens -pc))
        set tokens $tokens[..$index] \'\' $tokens[(math $index + 1)..]
    end
    command $tokens[1] $argv $tokens
end

complete -c 'sg-devices' -f
complete -c 'sg-devices' -n '__sg-devices_should_offer_completions_for_flags_or_options "sg-devices"' -s 'v' -d 'Say more on standard error; may be repeated.'
complete -c 'sg-devices' -n '__sg-devices_should_offer_completions_for_flags_or_options "sg-devices" version' -l 'version' -d 'Show the version.'
complete -c 'sg-devices' -n '__sg-devices_should_offer_completions_for_flags_or_options "sg-devices" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'sg-devices' -n '__sg-devices_should_offer_completions_for_positional "sg-devices" -eq 1' -fa 'list' -d 'List the known device types.'
complete -c 'sg-devices' -n '__sg-devices_should_offer_completions_for_positional "sg-devices" -eq 1' -fa 'show' -d 'Show a device type: its port settings, messages, fields and commands.'
complete -c 'sg-devices' -n '__sg-devices_should_offer_completions_for_positional "sg-devices" -eq 1' -fa 'check' -d 'Check definition files and run their examples.'
complete -c 'sg-devices' -n '__sg-devices_should_offer_completions_for_positional "sg-devices" -eq 1' -fa 'ports' -d 'List the machine\'s serial ports and what they are.'
complete -c 'sg-devices' -n '__sg-devices_should_offer_completions_for_positional "sg-devices" -eq 1' -fa 'help' -d 'Show subcommand help information.'
complete -c 'sg-devices' -n '__sg-devices_should_offer_completions_for_flags_or_options "sg-devices list" json' -l 'json' -d 'Print one JSON object a line.'
complete -c 'sg-devices' -n '__sg-devices_should_offer_completions_for_flags_or_options "sg-devices list"' -s 'v' -d 'Say more on standard error; may be repeated.'
complete -c 'sg-devices' -n '__sg-devices_should_offer_completions_for_flags_or_options "sg-devices list" version' -l 'version' -d 'Show the version.'
complete -c 'sg-devices' -n '__sg-devices_should_offer_completions_for_flags_or_options "sg-devices list" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'sg-devices' -n '__sg-devices_should_offer_completions_for_flags_or_options "sg-devices show" json' -l 'json' -d 'Print a JSON object.'
complete -c 'sg-devices' -n '__sg-devices_should_offer_completions_for_flags_or_options "sg-devices show"' -s 'v' -d 'Say more on standard error; may be repeated.'
complete -c 'sg-devices' -n '__sg-devices_should_offer_completions_for_flags_or_options "sg-devices show" version' -l 'version' -d 'Show the version.'
complete -c 'sg-devices' -n '__sg-devices_should_offer_completions_for_flags_or_options "sg-devices show" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'sg-devices' -n '__sg-devices_should_offer_completions_for_flags_or_options "sg-devices check"' -s 'v' -d 'Say more on standard error; may be repeated.'
complete -c 'sg-devices' -n '__sg-devices_should_offer_completions_for_positional "sg-devices check" -ge 1' -fa '(for p in (string match -e -- \'*/\' (commandline -t);or printf \n)*.\'yaml\';printf %s\n $p;end;__fish_complete_directories (commandline -t) \'\')'
complete -c 'sg-devices' -n '__sg-devices_should_offer_completions_for_flags_or_options "sg-devices check" version' -l 'version' -d 'Show the version.'
complete -c 'sg-devices' -n '__sg-devices_should_offer_completions_for_flags_or_options "sg-devices check" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'sg-devices' -n '__sg-devices_should_offer_completions_for_flags_or_options "sg-devices ports" json' -l 'json' -d 'Print one JSON object a line.'
complete -c 'sg-devices' -n '__sg-devices_should_offer_completions_for_flags_or_options "sg-devices ports" sysroot' -l 'sysroot' -d 'Look at the system whose files are in this directory.' -rfka ''
complete -c 'sg-devices' -n '__sg-devices_should_offer_completions_for_flags_or_options "sg-devices ports"' -s 'v' -d 'Say more on standard error; may be repeated.'
complete -c 'sg-devices' -n '__sg-devices_should_offer_completions_for_flags_or_options "sg-devices ports" version' -l 'version' -d 'Show the version.'
complete -c 'sg-devices' -n '__sg-devices_should_offer_completions_for_flags_or_options "sg-devices ports" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'sg-devices' -n '__sg-devices_should_offer_completions_for_flags_or_options "sg-devices help" version' -l 'version' -d 'Show the version.'
