# The method "select" of encoder-decoder programs, to be included in the class ${model}.
#
# A state is a list of tensors whose first dimension counts rows: first ${encoded} that the encoder has made, then keys and
# values of the decoder's own tokens. The encoder's are there once for each input, the decoder's once for each sequence;
# the k sequences of an input follow each other. So beams share what their input's encoder has made, and attend to it as
# if they were one sequence of k times as many tokens, without a copy.
#
#   rows    int64 [r], which sequences go on, in this order
#   select  -> the state of these sequences. Where the inputs do not all have equally many of them any more, each gets a
#              copy of its own.
  def select(self: __torch__.${model}, rows: Tensor, state: List[Tensor]) -> List[Tensor]:
    inputs = torch.size(state[0], 0)
    each = torch.floordiv(torch.size(state[${encoded}], 0), inputs)
    origin = torch.floor_divide(rows, each)
    kept, _, counts = torch.unique_consecutive(origin, False, True)
    if torch.ne(int(torch.min(counts)), int(torch.max(counts))):
      kept0 = origin
    else:
      kept0 = kept
    same = torch.equal(kept0, torch.arange(inputs, dtype=4, layout=None, device=ops.prim.device(rows), pin_memory=False))
    selected = annotate(List[Tensor], [])
    for i in range(torch.len(state)):
      if torch.ge(i, ${encoded}):
        tensor = torch.index_select(state[i], 0, rows)
      else:
        if same:
          tensor = state[i]
        else:
          tensor = torch.index_select(state[i], 0, kept0)
      _0 = torch.append(selected, tensor)
    return selected
