# Completion of actx in bash.

_actx() {
    local line
    COMPREPLY=()
    while IFS= read -r line; do
        COMPREPLY+=("$line")
    done < <(_ACTX_COMPLETE=bash _ACTX_COMPLETE_LINE=${COMP_LINE:0:COMP_POINT} _ACTX_COMPLETE_WORD=$2 "$1" 2>/dev/null)
    case ${COMPREPLY[0]-} in
        '<files>') COMPREPLY=() && compopt -o default ;;
        *[=.]) compopt -o nospace ;; # more of the word is to follow
    esac
}

complete -F _actx actx
