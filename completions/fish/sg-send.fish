# Completion of sg-send in fish. The tool says what may come next.

function __sg_complete
    set -l words (commandline -opc | string replace -r '^~/' "$HOME/")
    set -l typed (commandline -ct)
    # Left to itself, fish would look for the letters in the meaning, too.
    set -l fitting '^[^\t]*'(string escape --style=regex -- "$typed")
    set -l patterns
    set -l fits
    # A line is a candidate, a tab and what it means, or a tab and a pattern of file names.
    for line in (command $words[1] ---complete $words[2..] "$typed" 2>/dev/null)
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

complete -c sg-send -f -k -a '(__sg_complete)'
