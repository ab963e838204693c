function __sg-csv_should_offer_completions_for_flags_or_options -a expected_commands
    set -l non_repeating_flags_or_options $argv[2..]
    set -l non_repeating_flags_or_options_absent 0
    set -l positional_index 0
    set -l commands
    __sg-csv_parse_tokens
    test "$commands" = "$expected_commands"; and return $non_repeating_flags_or_options_absent
end

function __sg-csv_should_offer_completions_for_positional -a expected_commands positional_index_comparison expected_positional_index
    set -l non_repeating_flags_or_options
    set -l non_repeating_flags_or_options_absent 0
    set -l positional_index 0
    set -l commands
    __sg-csv_parse_tokens
    test "$commands" = "$expected_commands" -a \( "$positional_index" "$positional_index_comparison" "$expected_positional_index" \)
end

function __sg-csv_parse_tokens -S
    set -l unparsed_tokens (__sg-csv_tokens -pc)
    switch $unparsed_tokens[1]
    case 'sg-csv'
        __sg-csv_parse_subcommand -r 1 'o/output=' 'directory=' 'message=' 'fields=' 'utc' 'iso' 'units' 'delimiter=' 'v' 'version' 'h/help'
        switch $unparsed_tokens[1]
        case 'help'
            __sg-csv_parse_subcommand -r 1 'version'
        end
    end
end

function __sg-csv_tokens
    if test (string split -m 1 -f 1 -- . "$FISH_VERSION") -gt 3
        commandline --tokens-raw $argv
    else
        commandline -o $argv
    end
end

function __sg-csv_parse_subcommand -S -a positional_count
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

function __sg-csv_complete_directories
    set -l token (commandline -t)
    string match -- '*/' $token
    set -l subdirs $token*/
    printf %s\n $subdirs
end

function __sg-csv_custom_completion
    set -x SAP_SHELL fish
    set -x SAP_SHELL_VERSION $FISH_VERSION
    set -l tokens (__sg-csv_tokens -p)
    if test -z "$(__sg-csv_tokens -t)"
        set -l index (count (__sg-csv_tokens -pc))
        set tokens $tokens[..$index] \'\' $tokens[(math $index + 1)..]
    end
    command $tokens[1] $argv $tokens
end

complete -c 'sg-csv' -f
complete -c 'sg-csv' -n '__sg-csv_should_offer_completions_for_flags_or_options "sg-csv" o output' -l 'output' -s 'o' -d 'Append to a file instead of printing.' -rfka ''
complete -c 'sg-csv' -n '__sg-csv_should_offer_completions_for_flags_or_options "sg-csv" directory' -l 'directory' -d 'Append to DEVICE_MESSAGE.csv in a directory, a file for every type of message.' -rfka ''
complete -c 'sg-csv' -n '__sg-csv_should_offer_completions_for_flags_or_options "sg-csv" message' -l 'message' -d 'Take only this type of message.' -rfka ''
complete -c 'sg-csv' -n '__sg-csv_should_offer_completions_for_flags_or_options "sg-csv" fields' -l 'fields' -d 'Write only these fields, separated by commas, in this order.' -rfka ''
complete -c 'sg-csv' -n '__sg-csv_should_offer_completions_for_flags_or_options "sg-csv" utc' -l 'utc' -d 'Write times in UTC.'
complete -c 'sg-csv' -n '__sg-csv_should_offer_completions_for_flags_or_options "sg-csv" iso' -l 'iso' -d 'Write times in ISO 8601, with milliseconds and offset.'
complete -c 'sg-csv' -n '__sg-csv_should_offer_completions_for_flags_or_options "sg-csv" units' -l 'units' -d 'Write a second header row with the units.'
complete -c 'sg-csv' -n '__sg-csv_should_offer_completions_for_flags_or_options "sg-csv" delimiter' -l 'delimiter' -d 'Separate cells with this; \'\\t\' is a tab.' -rfka ''
complete -c 'sg-csv' -n '__sg-csv_should_offer_completions_for_flags_or_options "sg-csv"' -s 'v' -d 'Say more on standard error; may be repeated.'
complete -c 'sg-csv' -n '__sg-csv_should_offer_completions_for_flags_or_options "sg-csv" version' -l 'version' -d 'Show the version.'
complete -c 'sg-csv' -n '__sg-csv_should_offer_completions_for_flags_or_options "sg-csv" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'sg-csv' -n '__sg-csv_should_offer_completions_for_positional "sg-csv" -eq 1' -fa 'help' -d 'Show subcommand help information.'
complete -c 'sg-csv' -n '__sg-csv_should_offer_completions_for_flags_or_options "sg-csv help" version' -l 'version' -d 'Show the version.'
