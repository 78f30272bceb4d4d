# shellcheck shell=bash
# Parts of the tests, shared by as many lanes as there are cores. A lane takes the next
# part as soon as it has ended one; what a part writes is shown once it is over, so that
# no two of them are mixed up.

MOST_LANES=4 # each holds an Odoo, a browser and a Java program for a while

# lanes QUEUE: how many are of use for the parts in the file QUEUE.
lanes() {
    local most cores
    most=$(wc -l <"$1")
    cores=$(nproc)
    if ((cores < most)); then most=$cores; fi
    echo $((most < MOST_LANES ? most : MOST_LANES))
}

# take_part QUEUE: print the next line of the file QUEUE and take it out; false when it
# is empty.
take_part() {
    local queue=$1 part
    exec {QUEUE_LOCK}>>"$queue.lock"
    flock "$QUEUE_LOCK"
    part=$(head -1 "$queue")
    if [[ -n $part ]]; then sed -i 1d "$queue"; fi
    exec {QUEUE_LOCK}>&-
    [[ -n $part ]] && echo "$part"
}

# run_lane QUEUE FOLDER COMMAND…: run COMMAND PART for each part taken from QUEUE; its
# words go to FOLDER/PART.txt, then to the terminal; at once when there is one lane.
run_lane() {
    local queue=$1 folder=$2 part
    shift 2
    while part=$(take_part "$queue"); do
        if ((LANES == 1)); then
            "$@" "$part" || true
            continue
        fi
        "$@" "$part" >"$folder/$part.txt" 2>&1 || true
        flock "$folder" cat "$folder/$part.txt"
    done
}

# deal COUNT FOLDER FILE…: deal the files into FOLDER/1 … FOLDER/COUNT, one a line, the
# large ones first and by turns, so that no part lasts much longer than another.
deal() {
    local count=$1 folder=$2 file number=0
    shift 2
    mkdir -p "$folder"
    while read -r file; do
        echo "$file" >>"$folder/$((number % count + 1))"
        number=$((number + 1))
    done < <(ls -S -- "$@")
}
