function __sg-run_should_offer_completions_for_flags_or_options -a expected_commands
    set -l non_repeating_flags_or_options $argv[2..]
    set -l non_repeating_flags_or_options_absent 0
    set -l positional_index 0
    set -l commands
    __sg-run_parse_tokens
    test "$commands" = "$expected_commands"; and return $non_repeating_flags_or_options_absent
end

function __sg-run_should_offer_completions_for_positional -a expected_commands positional_index_comparison expected_positional_index
    set -l non_repeating_flags_or_options
    set -l non_repeating_flags_or_options_absent 0
    set -l positional_index 0
    set -l commands
    __sg-run_parse_tokens
    test "$commands" = "$expected_commands" -a \( "$positional_index" "$positional_index_comparison" "$expected_positional_index" \)
end

function __sg-run_parse_tokens -S
    set -l unparsed_tokens (__sg-run_tokens -pc)
    switch $unparsed_tokens[1]
    case 'sg-run'
        __sg-run_parse_subcommand 1 'e/emulate' 'loop' 'check' 'explain' 'status' 'once=' 'l/error-log=' 'v/verbose' 'version' 'h/help'
        switch $unparsed_tokens[1]
        case 'help'
            __sg-run_parse_subcommand -r 1 'version'
        end
    end
end

function __sg-run_tokens
    if test (string split -m 1 -f 1 -- . "$FISH_VERSION") -gt 3
        commandline --tokens-raw $argv
    else
        commandline -o $argv
    end
end

function __sg-run_parse_subcommand -S -a positional_count
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

function __sg-run_complete_directories
    set -l token (commandline -t)
    string match -- '*/' $token
    set -l subdirs $token*/
    printf %s\n $subdirs
end

function __sg-run_custom_completion
    set -x SAP_SHELL fish
    set -x SAP_SHELL_VERSION $FISH_VERSION
    set -l tokens (__sg-run_tokens -p)
    if test -z "$(__sg-run_tokens -t)"
        set -l index (count (__sg-run_tokens -pc))
        set tokens $tokens[..$index] \'\' $tokens[(math $index + 1)..]
    end
    command $tokens[1] $argv $tokens
end

complete -c 'sg-run' -f
complete -c 'sg-run' -n '__sg-run_should_offer_completions_for_flags_or_options "sg-run" e emulate' -l 'emulate' -s 'e' -d 'Emulate the devices until terminated.'
complete -c 'sg-run' -n '__sg-run_should_offer_completions_for_flags_or_options "sg-run" loop' -l 'loop' -d 'Repeat the actions every period until terminated.'
complete -c 'sg-run' -n '__sg-run_should_offer_completions_for_flags_or_options "sg-run" check' -l 'check' -d 'Only say what is wrong with the file.'
complete -c 'sg-run' -n '__sg-run_should_offer_completions_for_flags_or_options "sg-run" explain' -l 'explain' -d 'Only print shell pipelines that do the same.'
complete -c 'sg-run' -n '__sg-run_should_offer_completions_for_flags_or_options "sg-run" status' -l 'status' -d 'Only print what is remembered of the runs before.'
complete -c 'sg-run' -n '__sg-run_should_offer_completions_for_flags_or_options "sg-run" once' -l 'once' -d 'Ask only this device, print its decoded records, and keep nothing.' -rfka ''
complete -c 'sg-run' -n '__sg-run_should_offer_completions_for_flags_or_options "sg-run" error-log l' -s 'l' -l 'error-log' -d 'Append what goes wrong to a file instead of standard error.' -rF
complete -c 'sg-run' -n '__sg-run_should_offer_completions_for_flags_or_options "sg-run"' -s 'v' -l 'verbose' -d 'Report more about what is being done; -vvv shows all bytes.'
complete -c 'sg-run' -n '__sg-run_should_offer_completions_for_positional "sg-run" -eq 1' -fa '(set -l exts \'yml\' \'yaml\';for p in (string match -e -- \'*/\' (commandline -t);or printf \n)*.{$exts};printf %s\n $p;end;__fish_complete_directories (commandline -t) \'\')'
complete -c 'sg-run' -n '__sg-run_should_offer_completions_for_flags_or_options "sg-run" version' -l 'version' -d 'Show the version.'
complete -c 'sg-run' -n '__sg-run_should_offer_completions_for_flags_or_options "sg-run" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'sg-run' -n '__sg-run_should_offer_completions_for_positional "sg-run" -eq 2' -fa 'help' -d 'Show subcommand help information.'
complete -c 'sg-run' -n '__sg-run_should_offer_completions_for_flags_or_options "sg-run help" version' -l 'version' -d 'Show the version.'
