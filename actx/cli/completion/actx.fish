# Completion of actx in fish.

function __actx_complete
    set -l actx (commandline -opc)[1]
    set -l lines (env _ACTX_COMPLETE=fish _ACTX_COMPLETE_LINE=(commandline -cp | string collect) $actx 2>/dev/null)
    if test "$lines[1]" = '<files>'
        set -l option (string match -r -- '^--[^=]*=' (commandline -ct))
        string replace -r -- '^' "$option" (__fish_complete_path (string replace -- "$option" '' (commandline -ct)))
    else
        string join -- \n $lines
    end
end

complete -c actx -f -a '(__actx_complete)'
