/// The script with which a shell completes the command lines of a tool.
///
/// It knows nothing of the tool but its name, and asks it for the rest. The scripts that the
/// argument parser generates are not used, because with them
/// - bash takes `pty:` for two words, so that the message after it is none,
/// - zsh refuses a command that has a repeated operand ("doubled rest argument definition"), and
/// - no shell completes `field=` without a space behind it, or a port that may also be a file.
///
/// - Parameters:
///   - tool: The tool's name.
///   - shell: `bash`, `zsh` or `fish`; there is no script for others.
func script(completing tool: String, in shell: String) -> String? {
    switch shell {
    case "bash": bashScript(tool)
    case "zsh": zshScript(tool)
    case "fish": fishScript(tool)
    default: nil
    }
}

private func bashScript(_ tool: String) -> String {
    #"""
    # Completion of \#(tool) in bash. The tool says what may come next.

    _sg_complete() {
        # To readline, ':' and '=' end a word: it gives socket://host in three. What nothing
        # stands between is joined again.
        local rest=${COMP_LINE:0:COMP_POINT} words=() word
        for word in "${COMP_WORDS[@]:0:COMP_CWORD}" ''; do
            if [[ $rest == [[:space:]]* || ${#words[@]} -eq 0 ]]; then
                rest=${rest#"${rest%%[![:space:]]*}"}
                words+=('')
            fi
            words[-1]+=${word:-$rest}
            rest=${rest#"$word"}
        done

        # A line is a candidate, a tab and what it means, or a tab and a pattern of file names.
        local typed=${words[-1]} patterns=() line
        while IFS= read -r line; do
            word=${line%%$'\t'*}
            if [[ -z $word ]]; then
                patterns+=("${line#$'\t'}")
            elif [[ $word == "$typed"* ]]; then
                # Readline keeps what stands before the last of its words.
                word=${word#"${typed%"$2"}"}
                [[ $word != *[![:alnum:]_.,:=/@%+-]* ]] || printf -v word %q "$word"
                COMPREPLY+=("$word")
            fi
        done < <("${1/#\~/$HOME}" \#(Completion.request) "${words[@]:1}" 2>/dev/null)

        if ((${#COMPREPLY[@]} == 0 && ${#patterns[@]} > 0)); then
            compopt -o filenames
            mapfile -t COMPREPLY < <(
                compgen -d -- "$2"
                for word in "${patterns[@]}"; do compgen -f -X "!$word" -- "$2"; done
            )
        elif [[ ${#COMPREPLY[@]} -eq 1 && ${COMPREPLY[0]} == *[=:/,] ]]; then
            compopt -o nospace
        fi
    }

    complete -F _sg_complete \#(tool)
    """#
}

private func zshScript(_ tool: String) -> String {
    #"""
    #compdef \#(tool)
    # Completion of \#(tool) in zsh. The tool says what may come next.

    _sg_complete() {
        # A line is a candidate, a tab and what it means, or a tab and a pattern of file names.
        local line word
        local -a whole begun patterns
        for line in "${(@f)$(${~words[1]} \#(Completion.request) "${(@)words[2,CURRENT-1]}" \
            "$PREFIX" 2>/dev/null)}"; do
            word=${line%%$'\t'*}
            line=${line#*$'\t'}
            case $word in
            '') [[ -z $line ]] || patterns+=($line) ;;
            *[=:/,]) begun+=("${word//:/\\:}:$line") ;;
            *) whole+=("${word//:/\\:}:$line") ;;
            esac
        done

        _describe -V '' whole -- begun -S '' && return
        compset -P '(-*=|pty:)'
        case $patterns in
        '') return 1 ;;
        '*/') _files -/ ;;
        *) _files -g "$patterns" ;;
        esac
    }

    if [[ $funcstack[1] == _\#(tool) ]]; then
        _sg_complete
    else
        compdef _sg_complete \#(tool)
    fi
    """#
}

private func fishScript(_ tool: String) -> String {
    #"""
    # Completion of \#(tool) in fish. The tool says what may come next.

    function __sg_complete
        set -l words (commandline -opc | string replace -r '^~/' "$HOME/")
        set -l typed (commandline -ct)
        # Left to itself, fish would look for the letters in the meaning, too.
        set -l fitting '^[^\t]*'(string escape --style=regex -- "$typed")
        set -l patterns
        set -l fits
        # A line is a candidate, a tab and what it means, or a tab and a pattern of file names.
        for line in (command $words[1] \#(Completion.request) $words[2..] "$typed" 2>/dev/null)
            if set -l pattern (string replace -r '^\t' '' -- $line)
                set -a patterns $pattern
            else
                string match -re -- $fitting $line; and set fits yes
            end
        end

        if test -z "$fits" -a -n "$patterns"
            # A command that nothing is known of is completed with files.
            set -l files (complete -C "__sg_unknown $typed")
            for pattern in $patterns '*/'
                string match -- $pattern $files
            end
        end
    end

    complete -c \#(tool) -f -k -a '(__sg_complete)'
    """#
}
