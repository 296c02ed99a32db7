#compdef actx
# Completion of actx in zsh: from a folder of $fpath, or sourced.

_actx() {
    local line value
    local -a lines whole begun
    lines=("${(@f)$(_ACTX_COMPLETE=zsh _ACTX_COMPLETE_LINE="${(j: :)words[1,CURRENT-1]} $QIPREFIX$PREFIX" ${(Q)words[1]} 2>/dev/null)}")
    if [[ $lines[1] == '<files>' ]]; then
        compset -P '--*='
        _files
        return
    fi
    for line in $lines; do
        value=${line%%$'\t'*}
        line=${value//:/\\:}:${line#*$'\t'}
        if [[ $value == *[=.] ]]; then
            begun+=($line) # more of the word is to follow
        else
            whole+=($line)
        fi
    done
    _describe actx whole -- begun -S ''
}

if [[ $zsh_eval_context[-1] == loadautofunc ]]; then
    _actx "$@"
else
    (( $+functions[compdef] )) || { autoload -Uz compinit && compinit -i }
    compdef _actx actx
fi
