// SPDX-License-Identifier: Apache-2.0
// No clear loses an event: one bit of prim_event behind the crossing as prim_cdc_post and prim_collect make it.
//
// One step is one edge, with all that firmware does between the edge before and this one. A clear sets out when it is written,
// or, if one is on its way, when that has been acknowledged; clears that wait go together. It arrives on the third edge after
// it has set out, or on the fourth. The acknowledge leaves on the edge after the arrival and is seen before the next one: the
// bus clock has 30 periods for it. An event is owed from its edge on, until a clear arrives that was written after it.
module prim_event_props (
  input logic       clk,
  input logic       set,
  input logic [1:0] write,  // a clear is written: [0] may still go with what sets out now, [1] after that has set out
  input logic [1:0] names,  // ... and it is one of this event, not only of others
  input logic       late    // a synchronizer takes one edge more
);

  logic rst_n, q;
  logic started = 1'b0;  // false in the very first step, which is in reset
  assign rst_n = started;

  // ---- the crossing -------------------------------------------------------------------------------------------------
  logic [2:0] way = 3'd0;   // of what is on its way: the number of the edge that comes; 4 is that of the acknowledge, 0 none
  logic way_late = 1'b0;    // it has been late already
  logic way_names = 1'b0;
  logic wait_any = 1'b0, wait_names = 1'b0;
  logic way_owes = 1'b0, wait_owes = 1'b0;  // the event has come since the last write of it in there

  logic free, sets_out, waits, waits_names, out_names, on_way_owes, waiting_owes, arrives;
  logic [2:0] step;

  assign free     = (way == 3'd0);
  assign sets_out = free && (write[0] || wait_any);
  assign step     = sets_out ? 3'd1 : way;
  assign arrives  = (step == 3'd3) && !(late && !way_late);
  // What goes with it, and what has to wait behind it
  assign out_names    = sets_out ? (wait_names || (write[0] && names[0])) : way_names;
  assign on_way_owes  = !sets_out ? way_owes : (write[0] && names[0]) ? 1'b0 : wait_owes;
  assign waits        = (!sets_out && wait_any) || (write[0] && !free) || write[1];
  assign waits_names  = (!sets_out && wait_names) || (write[0] && !free && names[0]) || (write[1] && names[1]);
  assign waiting_owes = !((write[0] && !free && names[0]) || (write[1] && names[1])) && !sets_out && wait_owes;

  always @(posedge clk) begin
    started <= 1'b1;
    if (started) begin
      case (step)
        3'd0: way <= 3'd0;
        3'd1: way <= 3'd2;
        3'd2: way <= 3'd3;
        3'd3: way <= arrives ? 3'd4 : 3'd3;
        default: way <= 3'd0;
      endcase
      way_late   <= (step == 3'd3) && !arrives;
      way_names  <= out_names && !arrives;
      way_owes   <= on_way_owes || set;
      wait_any   <= waits;
      wait_names <= waits_names;
      wait_owes  <= waiting_owes || set;
    end
  end

  // The second write of a step comes behind what has set out in it; the bus clock runs on, so nobody waits for nothing
  always @* if (free && !sets_out) assume (!write[1]);

  prim_event #(.N(1)) u_dut (
    .clk_i      (clk),
    .rst_ni     (rst_n),
    .set_i      (set),
    .clr_valid_i(arrives && started),
    .clr_i      (out_names),
    .event_o    (q)
  );

  (* hierconn *) wire [2:0] \u_dut.queue_q ;
  (* hierconn *) wire \u_dut.kept_q ;

  // ---- what is owed -------------------------------------------------------------------------------------------------
  logic owed = 1'b0;
  logic [3:0] age = 4'd15;  // edges since the event came last
  logic last_q = 1'b0, last_set = 1'b0, last_takes = 1'b0, last_old = 1'b0;

  always @(posedge clk) begin
    if (started) begin
      owed     <= set || ((arrives && out_names) ? on_way_owes && owed : owed);
      age      <= set ? 4'd1 : (age == 4'd15) ? age : age + 4'd1;
      last_set <= set;
      last_takes <= arrives && out_names;
      last_old   <= (age > 4'd8);
    end
    last_q <= q;
  end

  always @(posedge clk) begin
    if (!started) assert (!q);
    else begin
      if (owed) assert (q);
      // For the induction: flops that mean nothing are 0
      assert (wait_any || !wait_names);
      assert ((\u_dut.queue_q != 3'd0) || !\u_dut.kept_q );
      if (q && !last_q) assert (last_set);
      if (!q && last_q) assert (last_takes);
      // A clear is none in vain: what is older than any way takes goes
      if (last_takes && last_old && !last_set) assert (!q);

      cover (owed && last_takes && !last_set);                // stays through a clear that was on its way
      cover (owed && last_takes && !last_set && (age > 4'd4));  // ... that had waited
      cover (last_q && !q);
      cover (last_q && q && last_takes && !owed);             // the price: reported once more
    end
  end

endmodule
